// Kernels that move elements without computing: reshape, transpose, slicing,
// joining, padding; and those that make elements from attributes alone.
import * as tf from '@tensorflow/tfjs';
import { broadcast, emit, emitMany, int64s, reshape } from '../emit.ts';
import { TraceError } from '../errors.ts';
import { type ElementType, sizeOf, type Value } from '../value.ts';
import { input, inputList, numberAttribute, numbersAttribute, size } from './arguments.ts';
import { filled, floats, gathered, integers, padded, sliced, transposed } from './compose.ts';
import { tfjs } from './entry.ts';
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
  if (dim < -(shape.length + 1) || dim > shape.length) {
    throw new TraceError(
      'UNSUPPORTED_ARGUMENT',
      `the axis ${dim} is not in [${-(shape.length + 1)}, ${shape.length}]`,
    );
  }
  shape.splice(dim < 0 ? dim + shape.length + 1 : dim, 0, 1);
  return reshape(x, shape);
}

function transpose(call: KernelCall): Value {
  return transposed(input(call, 'x'), numbersAttribute(call.attributes, 'perm'));
}

function concat(call: KernelCall): Value {
  const parts = inputList(call);
  const [first] = parts;
  if (first === undefined) throw new RangeError('Concat needs at least one tensor');
  const axis = axisOf(call, first.shape.length);
  tf.backend_util.assertParamsConsistent(
    parts.map((part) => [...part.shape]),
    axis,
  );
  const present = parts.filter((part) => sizeOf(part.shape) > 0);
  const length = parts.reduce((sum, part) => sum + size(part, axis), 0);
  const shape = replaceAxis(first.shape, axis, length);
  const [only] = present;
  if (present.length === 1 && only !== undefined) return reshape(only, shape);
  return emit('Concat', present.length > 0 ? present : parts, first.dtype, shape, { axis });
}

function pack(call: KernelCall): Value {
  const parts = inputList(call);
  for (const { shape, dtype } of parts) {
    tf.util.assertShapesMatch(
      [...(parts[0]?.shape ?? [])],
      [...shape],
      'tensors to stack must have equal shapes: ',
    );
    tf.util.assert(dtype === parts[0]?.dtype, () => 'tensors to stack must have equal dtypes');
  }
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

function slice(call: KernelCall): Value {
  const x = input(call, 'x');
  const asTensor = { shape: [...x.shape], rank: x.shape.length } as tf.Tensor;
  const [begin, lengths] = tf.slice_util.parseSliceParams(
    asTensor,
    numbersAttribute(call.attributes, 'begin'),
    call.attributes.size as number[],
  ) as [number[], number[]];
  tf.slice_util.assertParamsValid(asTensor, begin, lengths);
  const end = begin.map((start, axis) => start + (lengths[axis] ?? 0));
  return sliced(
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
  const lengths = tf.slice_util
    .computeOutShape(info.begin, info.end, info.strides)
    .map((length) => Math.max(length, 0));
  return reshape(
    sliced(x, info.begin, end, info.strides, lengths),
    info.finalShape.map((length) => Math.max(length, 0)),
  );
}

function reverse(call: KernelCall): Value {
  const x = input(call, 'x');
  const dims = tf.util.parseAxisParam(call.attributes.dims as number[], [...x.shape]);
  const turned = (axis: number): boolean => dims.includes(axis);
  return sliced(
    x,
    x.shape.map((_, axis) => (turned(axis) ? -1 : 0)),
    x.shape.map((length, axis) => (turned(axis) ? -0x7fffffff : length)),
    x.shape.map((_, axis) => (turned(axis) ? -1 : 1)),
    x.shape,
  );
}

function pad(call: KernelCall): Value {
  const x = input(call, 'x');
  const pairs = call.attributes.paddings as [number, number][];
  const side = (index: 0 | 1): number[] => pairs.map((pair) => pair[index]);
  return padded(x, side(0), side(1), numberAttribute(call.attributes, 'constantValue', 0));
}

/** Each axis by itself: elements gathered in the order in which a mirror shows them. */
function mirrorPad(call: KernelCall): Value {
  const x = input(call, 'x');
  const pairs = call.attributes.paddings as [number, number][];
  const edge = call.attributes.mode === 'reflect' ? 0 : 1;
  return pairs.reduce((framed, [before, after], axis) => {
    const length = size(x, axis);
    if (before === 0 && after === 0) return framed;
    const order = Array.from({ length: before + length + after }, (_, i) => {
      const place = i - before;
      if (place < 0) return -place - edge;
      return place < length ? place : 2 * (length - 1) - place + edge;
    });
    return gathered(framed, integers(order, [order.length]), axis);
  }, x);
}

function tile(call: KernelCall): Value {
  const x = input(call, 'x');
  const reps = numbersAttribute(call.attributes, 'reps');
  const shape = x.shape.map((length, axis) => length * (reps[axis] ?? 1));
  const broadcastable = reps.every((count, axis) => count === 1 || size(x, axis) === 1);
  return broadcastable ? broadcast(x, shape) : emit('Tile', [x, int64s(reps)], x.dtype, shape);
}

function fill(call: KernelCall): Value {
  const dtype = (call.attributes.dtype ?? 'float32') as ElementType;
  return filled(numbersAttribute(call.attributes, 'shape'), numberAttribute(call.attributes, 'value'), dtype);
}

function range(call: KernelCall): Value {
  const { attributes } = call;
  const start = numberAttribute(attributes, 'start');
  const stop = numberAttribute(attributes, 'stop');
  const given = numberAttribute(attributes, 'step', 1);
  // Counting down is what is meant where the step was left at one.
  const step = stop < start && given === 1 ? -1 : given;
  const count = Math.max(0, Math.ceil((stop - start) / step));
  const values = Array.from({ length: count }, (_, i) => start + i * step);
  return attributes.dtype === 'int32' ? integers(values, [count]) : floats(values, [count]);
}

function linSpace(call: KernelCall): Value {
  const start = numberAttribute(call.attributes, 'start');
  const stop = numberAttribute(call.attributes, 'stop');
  const count = numberAttribute(call.attributes, 'num');
  const step = count > 1 ? (stop - start) / (count - 1) : 0;
  return floats(
    Array.from({ length: count }, (_, i) => start + i * step),
    [count],
  );
}

function broadcastTo(call: KernelCall): Value {
  return broadcast(input(call, 'x'), numbersAttribute(call.attributes, 'shape'));
}

/** The shape that two shapes, which must be known while tracing, broadcast to. */
function broadcastArgs(call: KernelCall): Value {
  const shapes = ['s0', 's1'].map((name) => {
    const { data } = input(call, name);
    if (data !== undefined) return Array.from(data as Int32Array);
    throw new TraceError('UNSUPPORTED_ARGUMENT', `the shape "${name}" must not be computed`);
  }) as [number[], number[]];
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(...shapes);
  return integers(shape, [shape.length]);
}

export const LAYOUT: Readonly<Record<string, KernelEntry>> = {
  BroadcastArgs: { lower: broadcastArgs, gradient: 'none', result: 'int32' },
  BroadcastTo: tfjs(broadcastTo),
  Concat: tfjs(concat),
  ExpandDims: tfjs(expandDims),
  Fill: { lower: fill, gradient: 'none', result: 'attribute' },
  LinSpace: { lower: linSpace, gradient: 'none', result: 'float32' },
  MirrorPad: tfjs(mirrorPad),
  Pack: tfjs(pack),
  PadV2: tfjs(pad),
  Range: { lower: range, gradient: 'none', result: 'attribute' },
  Reshape: tfjs(reshapeKernel),
  Reverse: tfjs(reverse),
  Slice: tfjs(slice),
  SplitV: tfjs(splitV),
  StridedSlice: { lower: stridedSlice, gradient: 'none', result: 'first' },
  Tile: tfjs(tile),
  Transpose: tfjs(transpose),
  Unpack: tfjs(unpack),
};
