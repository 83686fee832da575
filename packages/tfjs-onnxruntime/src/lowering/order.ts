// The kernel behind `after` (ops/after.ts), an order as operands: to the number is added zero times the
// size of what it waits for.
import { cast, emit, pointwise, scalar } from '../emit.ts';
import { WAIT } from '../value.ts';
import { input } from './arguments.ts';
import type { KernelCall, KernelEntry } from './types.ts';

function after(call: KernelCall) {
  const x = input(call, 'x');
  const others = Object.entries(call.inputs).flatMap(([name, value]) =>
    name === 'x' || value.node === undefined ? [] : [value],
  );
  if (others.length === 0) return x;
  const sizes = others.map((value) => emit(WAIT, [value], 'int64', []));
  const largest = cast(pointwise('Max', sizes, 'int64', []), x.dtype);
  return pointwise(
    'Add',
    [x, pointwise('Mul', [largest, scalar(0, x.dtype)], x.dtype, [])],
    x.dtype,
    x.shape,
  );
}

export const ORDER: Readonly<Record<string, KernelEntry>> = {
  After: { lower: after, gradient: 'none', result: 'float32' },
};
