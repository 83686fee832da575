// The tasks that this program trains, as a config names them. Free of imports, so that help answers at once.
export const TASK_NAMES = ['ave', 'avvp'] as const;

export type TaskName = (typeof TASK_NAMES)[number];
