// Public surface of @dg-sct/task-avs.
export { type AvsFrame, type AvsPrediction, type Box, decodeAvs } from './decode.ts';
export { AvsDecoder, type AvsDecoderOptions, type AvsFeatures, type DecodedMaps } from './decoder.ts';
export { AvsError, type AvsErrorCode } from './errors.ts';
export { frameIou, type PrecisionRecall, precisionRecall, THRESHOLDS } from './frame-scores.ts';
export { FusionBlock, ResidualUnit } from './fusion.ts';
export { AvsHead, type AvsHeadOptions, type AvsOutputs, type AvsTargets } from './head.ts';
export { maskLoss, meanMatching } from './losses.ts';
export { type MaskingOptions, type MatchingOptions, maskedMean, matchingLoss } from './matching.ts';
export { AvsMetric, type AvsScores, fMeasure, fMeasureCurve, meanIou, type ScoredFrame } from './metric.ts';
export { MultiDilation } from './multi-dilation.ts';
export { AvsNetwork, type AvsNetworkOptions, type AvsNetworkOutput } from './network.ts';
export type { Pooling } from './pooling.ts';
export { maskOf, runsOf } from './runs.ts';
export { AVS_RECIPES, type AvsRecipe, type AvsSetting, isTrainedForAvs } from './settings.ts';
export { AVS_MS3_TASK, AVS_S4_TASK } from './task.ts';
export { type AttendedMaps, MapAttention, type MapAttentionOptions } from './temporal-attention.ts';
export { Tpavi, type TpaviOptions, type TpaviOutput } from './tpavi.ts';
