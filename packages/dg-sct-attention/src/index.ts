// Public surface of @dg-sct/dg-sct-attention.
export type { Block, BlockwiseEncoder, Stage } from './blockwise-encoder.ts';
export {
  DualEncoder,
  type DualEncoderOptions,
  type DualInputs,
  type DualOutput,
} from './dual-encoder.ts';
export { AttentionError, type AttentionErrorCode } from './errors.ts';
export { KnownFeatures } from './known-features.ts';
export { DgSctAttention, type DgSctOptions, type DgSctOutput, type DgSctSizes } from './layer.ts';
export { type LayerSizes, layerSizesOf } from './layer-sizes.ts';
export { DG_SCT_RECIPES } from './recipes.ts';
export type { DualState } from './stage-plan.ts';
export {
  TemporalAttention,
  type TemporalAttentionOptions,
  type TemporalFeatures,
} from './temporal-attention.ts';
export { TemporalDecoder, TemporalEncoder, type TransformerSizes } from './transformer-layers.ts';
export { DG_SCT_VARIANTS, type DgSctVariant } from './variants.ts';
