// Kernels that move elements without computing: reshape, transpose, slicing,
// joining, padding, gathering.
import * as tf from '@tensorflow/tfjs';
import { broadcast, cast, emit, emitMany, int64s, pointwise, reshape, scalar } from '../emit.ts';
import { TraceError } from '../errors.ts';
import { currentScope } from '../scope.ts';
import { type ElementType, hostValue, sizeOf, type Value } from '../value.ts';
import { axesAttribute, input, inputList, numberAttribute, numbersAttribute, size } from './arguments.ts';
import type { KernelCall, KernelEntry } from './types.ts';

function replaceAxis(shape: readonly number[], axis: number, length: number): number[] {
  return shape.map((old, i) => (i === axis ? length : old));
}

function axisOf(call: KernelCall, rank: number, otherwise = 0): number {
  const axis = numberAttribute(call.attributes, 'axis', otherwise);
  return axis < 0 ? axis + rank : axis;
}

function reshapeKernel(call: KernelCall): Value {
  const x = input(call, 'x');
  return reshape(
    x,
    tf.util.inferFromImplicitShape(numbersAttribute(call.attributes, 'shape'), sizeOf(x.shape)),
  );
}

function expandDims(call: KernelCall): Value {
  const x = input(call, 'input');
  const dim = numberAttribute(call.attributes, 'dim', 0);
  const shape = [...x.shape];
  shape.splice(dim < 0 ? dim + shape.length + 1 : dim, 0, 1);
  return reshape(x, shape);
}

export function transpose(call: KernelCall): Value {
  const x = input(call, 'x');
  const perm = numbersAttribute(call.attributes, 'perm');
  const shape = perm.map((axis) => size(x, axis));
  // Moving axes of length one keeps the order of the elements.
  const moved = perm.filter((axis) => size(x, axis) !== 1);
  if (moved.every((axis, i) => i === 0 || axis > (moved[i - 1] ?? 0))) return reshape(x, shape);
  return emit('Transpose', [x], x.dtype, shape, { perm });
}

function concat(call: KernelCall): Value {
  const parts = inputList(call);
  const [first] = parts;
  if (first === undefined) throw new RangeError('Concat needs at least one tensor');
  const axis = axisOf(call, first.shape.length);
  const filled = parts.filter((part) => sizeOf(part.shape) > 0);
  const length = parts.reduce((sum, part) => sum + size(part, axis), 0);
  const shape = replaceAxis(first.shape, axis, length);
  const [only] = filled;
  if (filled.length === 1 && only !== undefined) return reshape(only, shape);
  return emit('Concat', filled.length > 0 ? filled : parts, first.dtype, shape, { axis });
}

function pack(call: KernelCall): Value {
  const parts = inputList(call);
  const rank = (parts[0]?.shape.length ?? 0) + 1;
  const axis = axisOf(call, rank);
  const lifted = parts.map((part) => {
    const shape = [...part.shape];
    shape.splice(axis, 0, 1);
    return reshape(part, shape);
  });
  return concat({ inputs: Object.fromEntries(lifted.entries()), attributes: { axis } });
}

function split(x: Value, axis: number, sizes: readonly number[]): Value[] {
  const outputs = sizes.map((length) => ({ dtype: x.dtype, shape: replaceAxis(x.shape, axis, length) }));
  return emitMany('Split', [x, int64s(sizes)], outputs, { axis });
}

function unpack(call: KernelCall): Value[] {
  const x = input(call, 'value');
  const axis = axisOf(call, x.shape.length);
  const shape = x.shape.filter((_, i) => i !== axis);
  const ones = Array.from({ length: size(x, axis) }, () => 1);
  return split(x, axis, ones).map((part) => reshape(part, shape));
}

function splitV(call: KernelCall): Value[] {
  const x = input(call, 'x');
  const axis = axisOf(call, x.shape.length);
  const given = call.attributes.numOrSizeSplits as number | number[];
  const host = { shape: [...x.shape] } as tf.Tensor;
  return split(x, axis, tf.backend_util.prepareSplitSize(host, given, axis));
}

function sliceRange(
  x: Value,
  begin: readonly number[],
  end: readonly number[],
  steps: readonly number[],
  shape: readonly number[],
): Value {
  const axes = x.shape.map((_, axis) => axis);
  const cut = axes.filter((axis) => begin[axis] !== 0 || end[axis] !== size(x, axis) || steps[axis] !== 1);
  if (cut.length === 0) return x;
  const of = (list: readonly number[]): Value => int64s(cut.map((axis) => list[axis] ?? 0));
  return emit('Slice', [x, of(begin), of(end), int64s(cut), of(steps)], x.dtype, shape);
}

function slice(call: KernelCall): Value {
  const x = input(call, 'x');
  const asTensor = { shape: [...x.shape], rank: x.shape.length } as tf.Tensor;
  const [begin, lengths] = tf.slice_util.parseSliceParams(
    asTensor,
    numbersAttribute(call.attributes, 'begin'),
    call.attributes.size as number[],
  ) as [number[], number[]];
  const end = begin.map((start, axis) => start + (lengths[axis] ?? 0));
  return sliceRange(
    x,
    begin,
    end,
    begin.map(() => 1),
    lengths,
  );
}

function stridedSlice(call: KernelCall): Value {
  const x = input(call, 'x');
  const { attributes } = call;
  const info = tf.slice_util.sliceInfo(
    [...x.shape],
    numbersAttribute(attributes, 'begin'),
    numbersAttribute(attributes, 'end'),
    numbersAttribute(attributes, 'strides'),
    numberAttribute(attributes, 'beginMask', 0),
    numberAttribute(attributes, 'endMask', 0),
    numberAttribute(attributes, 'ellipsisMask', 0),
    numberAttribute(attributes, 'newAxisMask', 0),
    numberAttribute(attributes, 'shrinkAxisMask', 0),
  );
  if (info.isIdentity) return reshape(x, info.finalShape);
  // Counting down to before the first element is an end below any index.
  const end = info.end.map((stop, axis) => ((info.strides[axis] ?? 1) < 0 && stop < 0 ? -0x7fffffff : stop));
  const lengths = tf.slice_util.computeOutShape(info.begin, info.end, info.strides);
  return reshape(sliceRange(x, info.begin, end, info.strides, lengths), info.finalShape);
}

function reverse(call: KernelCall): Value {
  const x = input(call, 'x');
  const dims = axesAttribute(call.attributes, 'dims', x.shape.length);
  const turned = (axis: number): boolean => dims.includes(axis);
  return sliceRange(
    x,
    x.shape.map((_, axis) => (turned(axis) ? -1 : 0)),
    x.shape.map((length, axis) => (turned(axis) ? -0x7fffffff : length)),
    x.shape.map((_, axis) => (turned(axis) ? -1 : 1)),
    x.shape,
  );
}

function paddings(call: KernelCall, x: Value): { amounts: Value; shape: number[] } {
  const pairs = call.attributes.paddings as [number, number][];
  const amounts = int64s([...pairs.map(([before]) => before), ...pairs.map(([, after]) => after)]);
  const shape = x.shape.map((length, axis) => length + (pairs[axis]?.[0] ?? 0) + (pairs[axis]?.[1] ?? 0));
  return { amounts, shape };
}

function pad(call: KernelCall): Value {
  const x = input(call, 'x');
  const { amounts, shape } = paddings(call, x);
  const fill = scalar(numberAttribute(call.attributes, 'constantValue', 0), x.dtype);
  return emit('Pad', [x, amounts, fill], x.dtype, shape, { mode: 'constant' });
}

function mirrorPad(call: KernelCall): Value {
  if (call.attributes.mode !== 'reflect') {
    throw new TraceError(
      'UNSUPPORTED_ARGUMENT',
      `MirrorPad supports mode "reflect", not "${call.attributes.mode}"`,
      currentScope(),
    );
  }
  const x = input(call, 'x');
  const { amounts, shape } = paddings(call, x);
  return emit('Pad', [x, amounts], x.dtype, shape, { mode: 'reflect' });
}

function tile(call: KernelCall): Value {
  const x = input(call, 'x');
  const reps = numbersAttribute(call.attributes, 'reps');
  const shape = x.shape.map((length, axis) => length * (reps[axis] ?? 1));
  const broadcastable = reps.every((count, axis) => count === 1 || size(x, axis) === 1);
  return broadcastable ? broadcast(x, shape) : emit('Tile', [x, int64s(reps)], x.dtype, shape);
}

function gather(call: KernelCall): Value {
  const x = input(call, 'x');
  const indices = input(call, 'indices');
  if (numberAttribute(call.attributes, 'batchDims', 0) !== 0) {
    throw new TraceError(
      'UNSUPPORTED_ARGUMENT',
      'GatherV2 is supported with batchDims 0 only',
      currentScope(),
    );
  }
  const axis = axisOf(call, x.shape.length);
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return emit('Gather', [x, cast(indices, 'int32')], x.dtype, shape, { axis });
}

/** Rows of `x` added up by segment id: the gradient of a gather. */
function unsortedSegmentSum(call: KernelCall): Value {
  const x = input(call, 'x');
  const ids = input(call, 'segmentIds');
  const shape = [numberAttribute(call.attributes, 'numSegments'), ...x.shape.slice(ids.shape.length)];
  const count = sizeOf(ids.shape);
  const index = cast(reshape(ids, [count, 1]), 'int64');
  const rows = reshape(x, [count, ...shape.slice(1)]);
  const zeros = broadcast(scalar(0, x.dtype), shape);
  return emit('ScatterND', [zeros, index, rows], x.dtype, shape, { reduction: 'add' });
}

function oneHot(call: KernelCall): Value {
  const indices = input(call, 'indices');
  const depth = numberAttribute(call.attributes, 'depth');
  const dtype = (call.attributes.dtype ?? 'int32') as ElementType;
  const shape = [...indices.shape, depth];
  const classes = hostValue(
    Int32Array.from({ length: depth }, (_, i) => i),
    'int32',
    [depth],
  );
  const hit = pointwise('Equal', [reshape(indices, [...indices.shape, 1]), classes], 'bool', shape);
  const on = scalar(numberAttribute(call.attributes, 'onValue', 1), dtype);
  const off = scalar(numberAttribute(call.attributes, 'offValue', 0), dtype);
  return pointwise('Where', [hit, on, off], dtype, shape);
}

function fill(call: KernelCall): Value {
  const dtype = (call.attributes.dtype ?? 'float32') as ElementType;
  return broadcast(
    scalar(numberAttribute(call.attributes, 'value'), dtype),
    numbersAttribute(call.attributes, 'shape'),
  );
}

function range(call: KernelCall): Value {
  const { attributes } = call;
  const start = numberAttribute(attributes, 'start');
  const step = numberAttribute(attributes, 'step', 1);
  const count = Math.max(0, Math.ceil((numberAttribute(attributes, 'stop') - start) / step));
  const values = Array.from({ length: count }, (_, i) => start + i * step);
  return attributes.dtype === 'int32'
    ? hostValue(Int32Array.from(values), 'int32', [count])
    : hostValue(Float32Array.from(values), 'float32', [count]);
}

const tfjs = (lower: KernelEntry['lower']): KernelEntry => ({ lower, gradient: 'tfjs' });

export const LAYOUT: Readonly<Record<string, KernelEntry>> = {
  Concat: tfjs(concat),
  ExpandDims: tfjs(expandDims),
  Fill: { lower: fill, gradient: 'none' },
  GatherV2: tfjs(gather),
  MirrorPad: { lower: mirrorPad, gradient: 'none' },
  OneHot: tfjs(oneHot),
  Pack: tfjs(pack),
  PadV2: tfjs(pad),
  Range: { lower: range, gradient: 'none' },
  Reshape: tfjs(reshapeKernel),
  Reverse: tfjs(reverse),
  Slice: tfjs(slice),
  SplitV: tfjs(splitV),
  StridedSlice: { lower: stridedSlice, gradient: 'none' },
  Tile: tfjs(tile),
  Transpose: tfjs(transpose),
  Unpack: tfjs(unpack),
  UnsortedSegmentSum: tfjs(unsortedSegmentSum),
};
