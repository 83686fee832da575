// Public surface of @dg-sct/task-avs.
export { AvsDecoder, type AvsDecoderOptions, type AvsFeatures, type DecodedMaps } from './decoder.ts';
export { AvsError, type AvsErrorCode } from './errors.ts';
export { FusionBlock, ResidualUnit } from './fusion.ts';
export { MultiDilation } from './multi-dilation.ts';
export { type AttendedMaps, MapAttention, type MapAttentionOptions } from './temporal-attention.ts';
export { Tpavi, type TpaviOptions, type TpaviOutput } from './tpavi.ts';
