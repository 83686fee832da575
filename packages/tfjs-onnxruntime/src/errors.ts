// The one error type of this package: something in a model cannot be traced,
// compiled or run. Messages name the kernel, shapes, dtypes and module path.

export type TraceErrorCode =
  | 'UNSUPPORTED_KERNEL'
  | 'UNSUPPORTED_ARGUMENT'
  | 'HOST_READ'
  | 'RANDOM_CONSTANT'
  | 'UNBOUND_VALUE'
  | 'BAD_INPUT'
  | 'STATEFUL'
  | 'FILE'
  | 'RUNTIME'
  | 'DISPOSED';

export class TraceError extends Error {
  readonly code: TraceErrorCode;
  /** Module path at the failing operation, such as `visual > stage 2 > block 5`; empty outside any scope. */
  readonly scope: string;

  constructor(code: TraceErrorCode, message: string, scope = '') {
    super(scope === '' ? message : `${message} (in ${scope})`);
    this.name = 'TraceError';
    this.code = code;
    this.scope = scope;
  }
}
