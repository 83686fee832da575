// The error type of this package. It imports nothing, so the log-mel entry
// point can throw it without loading TensorFlow.js.

export type HtsatErrorCode = 'BAD_CONFIG' | 'BAD_INPUT';

export class HtsatError extends Error {
  readonly code: HtsatErrorCode;

  constructor(code: HtsatErrorCode, message: string) {
    super(message);
    this.name = 'HtsatError';
    this.code = code;
  }
}
