// The public surface of @dg-sct/trainer: configs and the preparation of clips. Commands are used through `dgsct`.
export { loadConfig, presetNames } from './config/load.ts';
export type { Config } from './config/schema.ts';
export type { InputConfig } from './config/sections.ts';
export { TASK_DEMOS, type TaskDemo } from './demo/task-list.ts';
export { CommandError, UsageError } from './errors.ts';
export {
  type ClipTensors,
  type ClipWindow,
  prepareClip,
  prepareFrames,
  prepareSound,
} from './prepare/clip.ts';
export { normalizeFrames } from './prepare/normalize.ts';
