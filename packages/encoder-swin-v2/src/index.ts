// Public surface of @dg-sct/encoder-swin-v2.
export type { SwinV2Block } from './block.ts';
export type { SwinV2Config } from './config.ts';
export { SwinV2Error, type SwinV2ErrorCode } from './errors.ts';
export { SwinV2 } from './model.ts';
export { SWIN_V2_NAMES } from './names.ts';
export { type SwinV2Sizes, swinV2SizesOf, swinV2VariantsOf } from './sizes.ts';
export type { SwinV2Stage } from './stage.ts';
export { SWIN_V2_VARIANTS, type SwinV2Variant, swinV2 } from './variants.ts';
