// Public surface of @dg-sct/task-avvp.
export { AssignAttention, type Assigned, type AssignmentOptions } from './assignment.ts';
export { AttentionBlock, CrossAttentionBlock } from './blocks.ts';
export { AvvpError, type AvvpErrorCode } from './errors.ts';
export { GroupingBlock, type GroupingOptions } from './grouping.ts';
export { type GumbelSource, gumbelNoise } from './gumbel.ts';
export {
  type ModalityOutput,
  ModalityTransformer,
  type ModalityTransformerOptions,
} from './modality-transformer.ts';
export { TemporalGating, type TemporalGatingOptions } from './temporal-gating.ts';
