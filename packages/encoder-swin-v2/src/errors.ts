// The error type of this package.

export type SwinV2ErrorCode = 'BAD_CONFIG' | 'BAD_INPUT' | 'NO_HEAD';

export class SwinV2Error extends Error {
  readonly code: SwinV2ErrorCode;

  constructor(code: SwinV2ErrorCode, message: string) {
    super(message);
    this.name = 'SwinV2Error';
    this.code = code;
  }
}
