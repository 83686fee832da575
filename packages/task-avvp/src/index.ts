// Public surface of @dg-sct/task-avvp.
export { predictedEvents } from './answers.ts';
export { AssignAttention, type Assigned, type AssignmentOptions } from './assignment.ts';
export {
  AttentionBlock,
  type AttentionBlockOptions,
  type BlockOptions,
  CrossAttentionBlock,
} from './blocks.ts';
export { type AvvpEvent, type AvvpPrediction, decodeAvvp } from './decode.ts';
export { AvvpError, type AvvpErrorCode } from './errors.ts';
export {
  type ClipEvents,
  type ClipScores,
  type EventMap,
  eventScores,
  segmentScores,
} from './f-scores.ts';
export { GroupingBlock, type GroupingOptions } from './grouping.ts';
export { type GumbelSource, gumbelNoise } from './gumbel.ts';
export {
  type Assignment,
  type AvvpFeatures,
  AvvpHead,
  type AvvpHeadOptions,
  type AvvpOutputs,
  type AvvpTargets,
} from './head.ts';
export { type ParsingLosses, type ParsingPredictions, parsingLosses } from './losses.ts';
export { AvvpMetric, type ParsingScores } from './metric.ts';
export {
  type ModalityOutput,
  ModalityTransformer,
  type ModalityTransformerOptions,
} from './modality-transformer.ts';
export { AVVP_NAMES } from './names.ts';
export {
  type AvvpInputs,
  AvvpNetwork,
  type AvvpNetworkOptions,
  type AvvpNetworkOutput,
  isTrainedForAvvp,
} from './network.ts';
export { AVVP_RECIPE } from './recipe.ts';
export { type AvvpSizes, avvpSizesOf } from './sizes.ts';
export { AVVP_TASK } from './task.ts';
export { TemporalGating, type TemporalGatingOptions } from './temporal-gating.ts';
