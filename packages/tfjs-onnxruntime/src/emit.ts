// Building blocks of the lowerings: append one ONNX node, or make a constant.
import { currentCheckpoint } from './checkpoint.ts';
import { ONNX_TYPE } from './onnx/element-type.ts';
import { currentKernel, currentScope } from './scope.ts';
import {
  type AttributeValue,
  type ElementType,
  type FloatAttribute,
  type HostArray,
  hostValue,
  type Node,
  type Value,
} from './value.ts';

export interface OutputSpec {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
}

type Attributes = Readonly<Record<string, AttributeValue | FloatAttribute>>;

/** Appends a node with several outputs. */
export function emitMany(
  op: string,
  inputs: readonly (Value | undefined)[],
  outputs: readonly OutputSpec[],
  attributes: Attributes = {},
): Value[] {
  const checkpoint = currentCheckpoint();
  const kernel = currentKernel();
  const node: Node = {
    op,
    inputs,
    outputs: [],
    attributes,
    scope: currentScope(),
    ...(kernel !== undefined && { kernel }),
    ...(checkpoint && { checkpoint }),
  };
  for (const { dtype, shape } of outputs) node.outputs.push({ dtype, shape, node });
  return node.outputs;
}

/** Appends a node with one output. */
export function emit(
  op: string,
  inputs: readonly (Value | undefined)[],
  dtype: ElementType,
  shape: readonly number[],
  attributes: Attributes = {},
): Value {
  return emitMany(op, inputs, [{ dtype, shape }], attributes)[0] as Value;
}

export function int64s(values: readonly number[]): Value {
  return hostValue(BigInt64Array.from(values, BigInt), 'int64', [values.length]);
}

const ARRAYS: Record<ElementType, (value: number) => HostArray> = {
  float32: (value) => Float32Array.of(value),
  int32: (value) => Int32Array.of(value),
  bool: (value) => Uint8Array.of(value),
  int8: (value) => Int8Array.of(value),
  int64: (value) => BigInt64Array.of(BigInt(value)),
  uint32: (value) => Uint32Array.of(value),
  float64: (value) => Float64Array.of(value),
};

export function scalar(value: number, dtype: ElementType): Value {
  return hostValue(ARRAYS[dtype](value), dtype, []);
}

export function cast(x: Value, dtype: ElementType): Value {
  return x.dtype === dtype ? x : emit('Cast', [x], dtype, x.shape, { to: ONNX_TYPE[dtype] });
}

/** Same elements in another shape. Leaves stay what they are: a variable's value must not become a copy of it. */
export function reshape(x: Value, shape: readonly number[]): Value {
  if (x.shape.length === shape.length && x.shape.every((size, axis) => size === shape[axis])) return x;
  return emit('Reshape', [x, int64s(shape)], x.dtype, shape, { allowzero: 1 });
}

export function broadcast(x: Value, shape: readonly number[]): Value {
  return emit('Expand', [x, int64s(shape)], x.dtype, shape);
}

/** Elementwise node on operands that already broadcast to `shape`. */
export function pointwise(
  op: string,
  inputs: readonly Value[],
  dtype: ElementType,
  shape: readonly number[],
): Value {
  return emit(op, inputs, dtype, shape);
}
