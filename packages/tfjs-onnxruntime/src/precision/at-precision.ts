// A trace as the clean-up needs it for a precision.
import type { WeightRange } from '../graph/quantize.ts';
import type { Nested } from '../nested.ts';
import type { Trace } from '../trace.ts';
import { withFrozenCells } from './frozen-cells.ts';
import type { Precision } from './precision.ts';
import { weightRange } from './weight-range.ts';

/** `int8` is the range of weights, where there is to be one. */
export async function atPrecision<T extends Trace<Nested>>(
  traced: T,
  precision: Precision,
): Promise<{ readonly traced: T; readonly int8?: WeightRange }> {
  if (precision === 'float32') return { traced };
  return { traced: await withFrozenCells(traced), int8: await weightRange() };
}
