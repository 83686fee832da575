// Public surface of @dg-sct/encoder-htsat.
export type { HtsatConfig, LossType, TrainMode } from './config.ts';
export type { Attended } from './encoder/attention.ts';
export type { Block } from './encoder/block.ts';
export type { Stage } from './encoder/stage.ts';
export { HtsatError, type HtsatErrorCode } from './errors.ts';
export type { LogMelConfig } from './log-mel/config.ts';
export { LogMelExtractor } from './log-mel/extractor.ts';
export { type ForwardOptions, Htsat, type HtsatOutput } from './model.ts';
export { HTSAT_NAMES } from './names.ts';
export { type HtsatSizes, htsatSizesOf, htsatVariantsOf } from './sizes.ts';
export { HTSAT_VARIANTS, type HtsatVariant, htsat } from './variants.ts';
