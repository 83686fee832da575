// What `bench accuracy` trains: for each tiny preset its data and what the paper reports of that task, and the ablations. Data only.

export interface Study {
  /** What `dgsct data synth` renders. */
  readonly data: string;
  readonly clips: number;
  /** Percent, the published model on the published data (specs: task-ave, task-avvp, task-avs, task-avqa). */
  readonly paper: string;
}

/** By preset. One that there is not is passed over. */
export const STUDIES: Readonly<Record<string, Study>> = {
  'ave-tiny': { data: 'ave', clips: 400, paper: 'segment accuracy 82.2' },
  'avvp-tiny': { data: 'avvp', clips: 400, paper: 'Type by segments 57.1' },
  'avs-s4-tiny': { data: 'avs-s4', clips: 400, paper: 'mean Jaccard index 80.9' },
  'avs-ms3-tiny': { data: 'avs-ms3', clips: 400, paper: 'mean Jaccard index 53.5' },
  'avqa-tiny': { data: 'avqa', clips: 400, paper: 'average accuracy 74.8' },
};

export interface Ablation {
  readonly name: string;
  /** `--set` of the command `dgsct`. */
  readonly set: readonly string[];
}

export const ABLATIONS: readonly Ablation[] = [
  { name: 'all', set: [] },
  { name: 'no cross-modal layers', set: ['model.crossModal=false'] },
  { name: 'without spatial part', set: ['model.adapter.parts.spatial=false'] },
  { name: 'without channel part', set: ['model.adapter.parts.channel=false'] },
  // For these tasks time is not in the layers but in the attention behind the encoders, whose gates have this weight.
  { name: 'without temporal part', set: ['model.temporal.gamma=0'] },
];

export const SEEDS: readonly number[] = [1, 2, 3];
