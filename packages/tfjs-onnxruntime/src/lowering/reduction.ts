// Kernels that reduce axes, accumulate along one, or sort along the last.
import * as tf from '@tensorflow/tfjs';
import { cast, emit, emitMany, int64s, reshape, scalar } from '../emit.ts';
import { type ElementType, sizeOf, type Value } from '../value.ts';
import { axesAttribute, flag, input, numberAttribute } from './arguments.ts';
import { choose, filled, multiply, notANumber, reduce, reducedShape, sliced } from './compose.ts';
import { entry, tfjs } from './entry.ts';
import type { KernelCall, KernelEntry, Lowering } from './types.ts';

interface Reduction {
  readonly op: string;
  readonly axes: string;
  /** The type to compute in, which is the result's. */
  readonly type: (dtype: ElementType) => ElementType;
  /** What the reduction of nothing is. */
  readonly ofNothing: number;
}

const same = (dtype: ElementType): ElementType => dtype;
const counted = (dtype: ElementType): ElementType => (dtype === 'bool' ? 'int32' : dtype);

const SUM: Reduction = { op: 'ReduceSum', axes: 'axis', type: counted, ofNothing: 0 };
const PRODUCT: Reduction = { op: 'ReduceProd', axes: 'axis', type: counted, ofNothing: 1 };
const MEAN: Reduction = { op: 'ReduceMean', axes: 'axis', type: () => 'float32', ofNothing: Number.NaN };
const MAXIMUM: Reduction = {
  op: 'ReduceMax',
  axes: 'reductionIndices',
  type: same,
  ofNothing: Number.NEGATIVE_INFINITY,
};
const MINIMUM: Reduction = { op: 'ReduceMin', axes: 'axis', type: same, ofNothing: Number.POSITIVE_INFINITY };

function reduced(call: KernelCall, { op, axes: name, type, ofNothing }: Reduction): Value {
  const given = input(call, 'x');
  const axes = axesAttribute(call.attributes, name, given.shape.length);
  const keepDims = flag(call.attributes, 'keepDims');
  const dtype = type(given.dtype);
  if (sizeOf(given.shape) === 0) return filled(reducedShape(given.shape, axes, keepDims), ofNothing, dtype);
  return reduce(op, cast(given, dtype), axes, keepDims);
}

const reduction =
  (kind: Reduction): Lowering =>
  (call) =>
    reduced(call, kind);

/** ONNX Runtime's extrema skip what is not a number; a sum of magnitudes is one unless something was not. */
const extremum =
  (kind: Reduction): Lowering =>
  (call) => {
    const x = input(call, 'x');
    const found = reduced(call, kind);
    if (x.dtype !== 'float32' || sizeOf(x.shape) === 0) return found;
    const magnitude = reduced(call, { ...kind, op: 'ReduceL1' });
    return choose(notANumber(magnitude), magnitude, found);
  };

/** All and Any: the minimum or maximum of zeros and ones. */
const logical =
  (op: string, ofNothing: number): Lowering =>
  (call) =>
    cast(reduced(call, { op, axes: 'axis', type: () => 'int32', ofNothing }), 'bool');

const argument =
  (op: string, last: number): Lowering =>
  (call) => {
    const x = cast(input(call, 'x'), counted(input(call, 'x').dtype));
    const axis = axesAttribute(call.attributes, 'axis', x.shape.length)[0] ?? 0;
    const numbers = x.dtype === 'float32' ? choose(notANumber(x), scalar(last, 'float32'), x) : x;
    const shape = reducedShape(x.shape, [axis], false);
    return cast(emit(op, [numbers], 'int64', shape, { axis, keepdims: 0 }), 'int32');
  };

function cumulativeSum(call: KernelCall): Value {
  const x = cast(input(call, 'x'), counted(input(call, 'x').dtype));
  const axis = reshape(int64s([numberAttribute(call.attributes, 'axis', 0)]), []);
  return emit('CumSum', [x, axis], x.dtype, x.shape, {
    exclusive: flag(call.attributes, 'exclusive') ? 1 : 0,
    reverse: flag(call.attributes, 'reverse') ? 1 : 0,
  });
}

/**
 * Products along an axis by doubling: after each of the log2(length) rounds an element holds the product of twice as
 * many before it. ONNX has no such operation, and logarithms would lose signs and zeros.
 */
function cumulativeProduct(call: KernelCall): Value {
  const x = cast(input(call, 'x'), counted(input(call, 'x').dtype));
  const [axis = 0] = tf.util.parseAxisParam(numberAttribute(call.attributes, 'axis', 0), [...x.shape]);
  const length = x.shape[axis] ?? 1;
  const backwards = flag(call.attributes, 'reverse');
  /** Elements moved by `distance`, ones behind them. */
  const moved = (value: Value, distance: number): Value => {
    const amount = (side: boolean): number[] => x.shape.map((_, i) => (i === axis && side ? distance : 0));
    const shape = x.shape.map((size, i) => (i === axis ? size + distance : size));
    const pads = backwards ? [...amount(false), ...amount(true)] : [...amount(true), ...amount(false)];
    const longer = emit('Pad', [value, int64s(pads), scalar(1, value.dtype)], value.dtype, shape, {
      mode: 'constant',
    });
    const begin = amount(backwards);
    return sliced(
      longer,
      begin,
      begin.map((start, i) => start + (x.shape[i] ?? 1)),
      x.shape.map(() => 1),
      x.shape,
    );
  };
  let product = flag(call.attributes, 'exclusive') ? moved(x, 1) : x;
  for (let distance = 1; distance < length; distance *= 2)
    product = multiply(product, moved(product, distance));
  return product;
}

function topK(call: KernelCall): Value[] {
  const x = input(call, 'x');
  const k = numberAttribute(call.attributes, 'k');
  const shape = [...x.shape.slice(0, -1), k];
  const [values, indices] = emitMany(
    'TopK',
    [x, int64s([k])],
    [
      { dtype: x.dtype, shape },
      { dtype: 'int64', shape },
    ],
    { axis: -1, largest: 1, sorted: 1 },
  ) as [Value, Value];
  return [values, cast(indices, 'int32')];
}

const count = entry('tfjs', 'counted');

export const REDUCTIONS: Readonly<Record<string, KernelEntry>> = {
  All: { lower: logical('ReduceMin', 1), gradient: 'none', result: 'bool' },
  Any: { lower: logical('ReduceMax', 0), gradient: 'none', result: 'bool' },
  ArgMax: { lower: argument('ArgMax', Number.NEGATIVE_INFINITY), gradient: 'tfjs', result: 'int32' },
  ArgMin: { lower: argument('ArgMin', Number.POSITIVE_INFINITY), gradient: 'tfjs', result: 'int32' },
  Cumprod: { lower: cumulativeProduct, gradient: 'none', result: 'counted' },
  Cumsum: count(cumulativeSum),
  Max: tfjs(extremum(MAXIMUM)),
  Mean: { lower: reduction(MEAN), gradient: 'tfjs', result: 'float32' },
  Min: tfjs(extremum(MINIMUM)),
  Prod: count(reduction(PRODUCT)),
  Sum: count(reduction(SUM)),
  TopK: { lower: topK, gradient: 'none', result: ['first', 'int32'] },
};
