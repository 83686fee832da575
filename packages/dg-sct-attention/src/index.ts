// Public surface of @dg-sct/dg-sct-attention.
export { AttentionError, type AttentionErrorCode } from './errors.ts';
export { DgSctAttention, type DgSctOptions, type DgSctOutput, type DgSctSizes } from './layer.ts';
export {
  TemporalAttention,
  type TemporalAttentionOptions,
  type TemporalFeatures,
} from './temporal-attention.ts';
export { DG_SCT_VARIANTS, type DgSctVariant } from './variants.ts';
