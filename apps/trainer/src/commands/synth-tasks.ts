// The tasks whose data sets can be rendered. Free of imports, so that help answers at once.
export const SYNTH_TASKS = ['ave', 'avvp', 'avs-s4', 'avs-ms3', 'avqa'] as const;

export type SynthTask = (typeof SYNTH_TASKS)[number];
