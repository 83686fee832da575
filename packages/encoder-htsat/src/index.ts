// Public surface of @dg-sct/encoder-htsat.
export { HtsatError, type HtsatErrorCode } from './errors.ts';
export type { LogMelConfig } from './log-mel/config.ts';
export { LogMelExtractor } from './log-mel/extractor.ts';
