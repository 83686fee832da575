// Public surface of @dg-sct/task-ave.
export { Cmbs, type CmbsOptions, type CmbsOutput } from './cmbs.ts';
export { type AvePrediction, type AveSegment, BACKGROUND, decodeAve } from './decode.ts';
export { AveError, type AveErrorCode } from './errors.ts';
export { AveHead, type AveHeadOptions, type AveOutputs, type AveTargets } from './head.ts';
export { AudioVideoInteraction } from './interaction.ts';
export { AveMetric } from './metric.ts';
export { AVE_NAMES } from './names.ts';
export { AveNetwork, type AveNetworkOptions, type AveNetworkOutput, isTrainedForAve } from './network.ts';
export { type AveSizes, aveSizesOf } from './sizes.ts';
export { AVE_TASK } from './task.ts';
export { WeakLocalization, type WeakLocalizationOutput } from './weak-localization.ts';
