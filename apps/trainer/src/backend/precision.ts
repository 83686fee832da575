// Whether the backend can compute in a precision: whole numbers are for the compiled graph alone.
import type { Precision } from '@dg-sct/tfjs-onnxruntime';
import { UsageError } from '../errors.ts';
import type { Backend } from './names.ts';

/** Throws `UsageError`. */
export function checkPrecision({
  precision,
  backend = 'onnxruntime',
}: {
  readonly precision?: Precision;
  readonly backend?: Backend;
}): void {
  if (precision !== 'int8' || backend === 'onnxruntime') return;
  throw new UsageError(
    `--precision int8 is for the backend onnxruntime, and --backend is ${backend}; leave one of them out`,
  );
}
