// Public surface of @dg-sct/encoder-htsat/log-mel: the front end without
// TensorFlow.js, for worker threads that prepare clips.
export { HtsatError, type HtsatErrorCode } from '../errors.ts';
export type { LogMelConfig } from './config.ts';
export { LogMelExtractor } from './extractor.ts';
