// The error type of this package.

export type TaskErrorCode = 'UNKNOWN_TASK' | 'DUPLICATE_TASK' | 'UNKNOWN_SIZE' | 'BAD_INPUT';

export class TaskError extends Error {
  readonly code: TaskErrorCode;

  constructor(code: TaskErrorCode, message: string) {
    super(message);
    this.name = 'TaskError';
    this.code = code;
  }
}
