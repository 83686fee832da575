// What a compiled function's products of frozen weights are computed in, and what is refused about it.
import { TraceError } from '../errors.ts';

const PRECISIONS = ['float32', 'int8'] as const;

export type Precision = (typeof PRECISIONS)[number];

/** Throws `TraceError` `BAD_INPUT` for another precision, and for int8 in training. */
export function checkPrecision(name: string, precision: Precision, training: boolean): void {
  if (!PRECISIONS.includes(precision)) {
    throw new TraceError(
      'BAD_INPUT',
      `"${name}" is compiled with the precision "${precision}"; choose ${PRECISIONS.join(' or ')}`,
    );
  }
  if (precision === 'int8' && training) {
    throw new TraceError(
      'BAD_INPUT',
      `"${name}" is compiled for training with the precision int8, which is for inference alone; leave one of the two options out`,
    );
  }
}
