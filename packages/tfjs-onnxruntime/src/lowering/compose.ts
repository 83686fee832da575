// The vocabulary of lowerings that need several nodes: elementwise operations that
// find their own result shape, and constants with contents.
import * as tf from '@tensorflow/tfjs';
import { broadcast, cast, emit, int64s, reshape, scalar } from '../emit.ts';
import { type ElementType, hostValue, sizeOf, type Value } from '../value.ts';

export function broadcastShape(...shapes: readonly (readonly number[])[]): number[] {
  return shapes.reduce<number[]>(
    (joint, shape) => tf.broadcast_util.assertAndGetBroadcastShape(joint, [...shape]),
    [],
  );
}

type Binary = (a: Value, b: Value) => Value;

const arithmetic =
  (op: string): Binary =>
  (a, b) =>
    emit(op, [a, b], a.dtype, broadcastShape(a.shape, b.shape));

const comparing =
  (op: string): Binary =>
  (a, b) =>
    emit(op, [a, b], 'bool', broadcastShape(a.shape, b.shape));

const mapping =
  (op: string) =>
  (x: Value): Value =>
    emit(op, [x], x.dtype, x.shape);

export const add = arithmetic('Add');
export const subtract = arithmetic('Sub');
export const multiply = arithmetic('Mul');
export const divide = arithmetic('Div');
export const power = arithmetic('Pow');
export const both = arithmetic('And');
export const larger = arithmetic('Max');
export const smaller = arithmetic('Min');
export const equal = comparing('Equal');
export const greater = comparing('Greater');
export const greaterOrEqual = comparing('GreaterOrEqual');
export const less = comparing('Less');
export const lessOrEqual = comparing('LessOrEqual');
export const floor = mapping('Floor');
export const not = mapping('Not');

export function notANumber(x: Value): Value {
  return emit('IsNaN', [x], 'bool', x.shape);
}

export function choose(condition: Value, then: Value, otherwise: Value): Value {
  const shape = broadcastShape(condition.shape, then.shape, otherwise.shape);
  return emit('Where', [condition, then, otherwise], then.dtype, shape);
}

export function floats(values: ArrayLike<number>, shape: readonly number[]): Value {
  return hostValue(Float32Array.from(values), 'float32', shape);
}

export function integers(values: ArrayLike<number>, shape: readonly number[]): Value {
  return hostValue(Int32Array.from(values), 'int32', shape);
}

/** A tensor of one number. */
export function filled(shape: readonly number[], value: number, dtype: ElementType): Value {
  return shape.length === 0 ? scalar(value, dtype) : broadcast(scalar(value, dtype), shape);
}

export function transposed(x: Value, perm: readonly number[]): Value {
  const shape = perm.map((axis) => x.shape[axis] ?? 1);
  // Moving axes of length one keeps the order of the elements.
  const moved = perm.filter((axis) => x.shape[axis] !== 1);
  if (moved.every((axis, i) => i === 0 || axis > (moved[i - 1] ?? 0))) return reshape(x, shape);
  return emit('Transpose', [x], x.dtype, shape, { perm });
}

export function reducedShape(shape: readonly number[], axes: readonly number[], keepDims: boolean): number[] {
  return shape.flatMap((length, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [length]));
}

/** A reduction such as `ReduceSum` over axes that are sorted and not negative. */
export function reduce(op: string, x: Value, axes: readonly number[], keepDims: boolean): Value {
  if (axes.length === 0) return x;
  const shape = reducedShape(x.shape, axes, keepDims);
  return emit(op, [x, int64s(axes)], x.dtype, shape, { keepdims: keepDims ? 1 : 0 });
}

/** The part of `x` from `begin` to before `end`, by `steps`. */
export function sliced(
  x: Value,
  begin: readonly number[],
  end: readonly number[],
  steps: readonly number[],
  shape: readonly number[],
): Value {
  const axes = x.shape.map((_, axis) => axis);
  const cut = axes.filter((axis) => begin[axis] !== 0 || end[axis] !== x.shape[axis] || steps[axis] !== 1);
  if (cut.length === 0) return x;
  const of = (list: readonly number[]): Value => int64s(cut.map((axis) => list[axis] ?? 0));
  return emit('Slice', [x, of(begin), of(end), int64s(cut), of(steps)], x.dtype, shape);
}

/** `x` with `before` and `after` elements added to each axis; negative numbers take elements away. */
export function padded(x: Value, before: readonly number[], after: readonly number[], fill: number): Value {
  if ([...before, ...after].every((amount) => amount === 0)) return x;
  const shape = x.shape.map((length, axis) => length + (before[axis] ?? 0) + (after[axis] ?? 0));
  return emit('Pad', [x, int64s([...before, ...after]), scalar(fill, x.dtype)], x.dtype, shape, {
    mode: 'constant',
  });
}

/** Rows of `x` along `axis`, one for each index. */
export function gathered(x: Value, indices: Value, axis: number): Value {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return emit('Gather', [x, indices], x.dtype, shape, { axis });
}

/** A flat tensor of `length` to whose elements `updates` are added at `indices`. */
export function scatterAdded(length: number, indices: Value, updates: Value): Value {
  const count = sizeOf(indices.shape);
  const inputs = [
    filled([length], 0, updates.dtype),
    reshape(cast(indices, 'int64'), [count]),
    reshape(updates, [count]),
  ];
  return emit('ScatterElements', inputs, updates.dtype, [length], { axis: 0, reduction: 'add' });
}

/** Computes in float32 where ONNX Runtime has no kernel for the element type. */
export function inFloat(x: Value, compute: (x: Value) => Value): Value {
  return x.dtype === 'float32' ? compute(x) : cast(compute(cast(x, 'float32')), x.dtype);
}
