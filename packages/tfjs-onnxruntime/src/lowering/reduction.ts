// Kernels that reduce axes, and those that normalise along one.
import { cast, emit, emitMany, int64s, reshape } from '../emit.ts';
import type { ElementType, Value } from '../value.ts';
import { axesAttribute, flag, input, numberAttribute } from './arguments.ts';
import type { KernelCall, KernelEntry, Lowering } from './types.ts';

function reducedShape(shape: readonly number[], axes: readonly number[], keepDims: boolean): number[] {
  return shape.flatMap((length, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [length]));
}

function reduceValue(op: string, x: Value, axes: readonly number[], keepDims: boolean): Value {
  if (axes.length === 0) return x;
  return emit(op, [x, int64s(axes)], x.dtype, reducedShape(x.shape, axes, keepDims), {
    keepdims: keepDims ? 1 : 0,
  });
}

/** Reduces in the type that `compute` names for the input's, and returns the result in that type. */
function reduction(op: string, axisName: string, compute: (dtype: ElementType) => ElementType): Lowering {
  return (call) => {
    const x = input(call, 'x');
    const axes = axesAttribute(call.attributes, axisName, x.shape.length);
    return reduceValue(op, cast(x, compute(x.dtype)), axes, flag(call.attributes, 'keepDims'));
  };
}

const same = (dtype: ElementType): ElementType => dtype;
const counted = (dtype: ElementType): ElementType => (dtype === 'bool' ? 'int32' : dtype);

/** All and Any: the minimum or maximum of zeros and ones. */
function logical(op: string): Lowering {
  const reduce = reduction(op, 'axis', () => 'int32');
  return (call) => cast(reduce(call) as Value, 'bool');
}

function argument(op: string): Lowering {
  return (call) => {
    const x = input(call, 'x');
    const axis = axesAttribute(call.attributes, 'axis', x.shape.length)[0] ?? 0;
    const shape = reducedShape(x.shape, [axis], false);
    return cast(emit(op, [cast(x, counted(x.dtype))], 'int64', shape, { axis, keepdims: 0 }), 'int32');
  };
}

function softmax(call: KernelCall): Value {
  const x = input(call, 'logits');
  return emit('Softmax', [x], x.dtype, x.shape, { axis: numberAttribute(call.attributes, 'dim', -1) });
}

function cumulativeSum(call: KernelCall): Value {
  const x = input(call, 'x');
  const axis = reshape(int64s([numberAttribute(call.attributes, 'axis', 0)]), []);
  return emit('CumSum', [x, axis], x.dtype, x.shape, {
    exclusive: flag(call.attributes, 'exclusive') ? 1 : 0,
    reverse: flag(call.attributes, 'reverse') ? 1 : 0,
  });
}

function layerNormLowering(call: KernelCall): Value[] {
  const x = input(call, 'x');
  const rows = [...x.shape.slice(0, -1), 1];
  return emitMany(
    'LayerNormalization',
    [x, input(call, 'gamma'), input(call, 'beta')],
    [
      { dtype: x.dtype, shape: x.shape },
      { dtype: x.dtype, shape: rows },
      { dtype: x.dtype, shape: rows },
    ],
    { axis: -1, epsilon: { float: numberAttribute(call.attributes, 'epsilon') } },
  );
}

export const REDUCTIONS: Readonly<Record<string, KernelEntry>> = {
  All: { lower: logical('ReduceMin'), gradient: 'none' },
  Any: { lower: logical('ReduceMax'), gradient: 'none' },
  ArgMax: { lower: argument('ArgMax'), gradient: 'tfjs' },
  ArgMin: { lower: argument('ArgMin'), gradient: 'tfjs' },
  Cumsum: { lower: cumulativeSum, gradient: 'tfjs' },
  LayerNorm: { lower: layerNormLowering, gradient: 'own' },
  Max: { lower: reduction('ReduceMax', 'reductionIndices', same), gradient: 'tfjs' },
  Mean: { lower: reduction('ReduceMean', 'axis', () => 'float32'), gradient: 'tfjs' },
  Min: { lower: reduction('ReduceMin', 'axis', same), gradient: 'tfjs' },
  Softmax: { lower: softmax, gradient: 'tfjs' },
  Sum: { lower: reduction('ReduceSum', 'axis', counted), gradient: 'tfjs' },
};
