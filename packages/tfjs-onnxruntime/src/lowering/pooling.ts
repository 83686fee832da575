// Pools of two and three spatial axes and their gradients.
import * as tf from '@tensorflow/tfjs';
import { cast, emit, emitMany, int64s, reshape, scalar } from '../emit.ts';
import { sizeOf, type Value } from '../value.ts';
import { flag, input } from './arguments.ts';
import {
  add,
  choose,
  divide,
  floats,
  inFloat,
  larger,
  multiply,
  notANumber,
  padded,
  scatterAdded,
  subtract,
} from './compose.ts';
import { entry, tfjs } from './entry.ts';
import type { KernelAttributes, KernelCall, KernelEntry, Lowering } from './types.ts';
import {
  channelsBack,
  channelsFirst,
  type Windows,
  windowAttributes,
  windows2D,
  windows3D,
} from './windows.ts';

type WindowsOf = (inShape: readonly number[], attributes: KernelAttributes) => Windows;

const pool2D: WindowsOf = (shape, { filterSize, strides, dilations, pad, dimRoundingMode }) =>
  windows2D(
    tf.backend_util.computePool2DInfo(
      shape as [number, number, number, number],
      filterSize as number,
      strides as number,
      (dilations ?? 1) as number,
      pad as 'same',
      dimRoundingMode as 'floor',
    ),
  );

const pool3D: WindowsOf = (shape, { filterSize, strides, pad, dimRoundingMode, dataFormat }) =>
  windows3D(
    tf.backend_util.computePool3DInfo(
      shape as [number, number, number, number, number],
      filterSize as number,
      strides as number,
      1,
      pad as 'same',
      dimRoundingMode as 'floor',
      (dataFormat ?? 'NDHWC') as 'NDHWC',
    ),
  );

/** tfjs takes a pool of single elements for none wherever the shape stays, also with strides. */
function keepsInput({ kernel, inShape, outShape }: Windows): boolean {
  return kernel.every((length) => length === 1) && tf.util.arraysEqual([...inShape], [...outShape]);
}

/** Input padded where ONNX Runtime would not: only less than a window's width is its own to pad. */
function framed(x: Value, { before, after }: Windows, fill: number): Value {
  return padded(x, [0, 0, ...before], [0, 0, ...after], fill);
}

/** What of a framed value lies where the input did. */
function unframed(x: Value, { before, after }: Windows): Value {
  const cut = (amounts: readonly number[]): number[] => [0, 0, ...amounts.map((amount) => -amount)];
  return padded(x, cut(before), cut(after), 0);
}

const unpadded = (windows: Windows): Windows => ({
  ...windows,
  before: windows.before.map(() => 0),
  after: windows.after.map(() => 0),
});

const pooledShape = (x: Value, { outLengths }: Windows): number[] => [...x.shape.slice(0, 2), ...outLengths];

/** A pool of `[N, C, ...]`. */
function pooled(op: string, first: Value, windows: Windows, fill: number): Value {
  const attributes = windowAttributes(unpadded(windows));
  return emit(op, [framed(first, windows, fill)], first.dtype, pooledShape(first, windows), attributes);
}

const maxPool =
  (windowsOf: WindowsOf): Lowering =>
  (call) =>
    inFloat(input(call, 'x'), (x) => {
      const windows = windowsOf(x.shape, call.attributes);
      if (keepsInput(windows)) return x;
      const y = pooled('MaxPool', channelsFirst(x, windows), windows, Number.NEGATIVE_INFINITY);
      return channelsBack(y, windows);
    });

/** Averages over what lies inside the input: those over the framed input, by the share of each window inside. */
const averagePool =
  (windowsOf: WindowsOf): Lowering =>
  (call) =>
    inFloat(input(call, 'x'), (x) => {
      const windows = windowsOf(x.shape, call.attributes);
      if (keepsInput(windows)) return x;
      const averages = (first: Value): Value => pooled('AveragePool', first, windows, 0);
      const y = averages(channelsFirst(x, windows));
      const { before, after, inLengths } = windows;
      if ([...before, ...after].every((amount) => amount <= 0)) return channelsBack(y, windows);
      const inside = averages(floats(new Float32Array(sizeOf(inLengths)).fill(1), [1, 1, ...inLengths]));
      // A window that lies outside altogether averages to zero.
      const share = larger(inside, scalar(1 / (2 * sizeOf(windows.kernel)), 'float32'));
      return channelsBack(divide(y, share), windows);
    });

/** Each window's share of `dy`, by tfjs's rule a part of the whole window also where padding is in it. */
const averagePoolGradient =
  (windowsOf: WindowsOf): Lowering =>
  (call) => {
    const x = input(call, 'input');
    const windows = windowsOf(x.shape, call.attributes);
    const dy = channelsFirst(input(call, 'dy'), windows);
    const share = divide(dy, floats([sizeOf(windows.kernel)], []));
    const [batch = 1, channels = 1] = dy.shape;
    const { kernel, inLengths, before, after } = windows;
    const framedLengths = inLengths.map((length, axis) => length + (before[axis] ?? 0) + (after[axis] ?? 0));
    const ones = floats(new Float32Array(sizeOf(kernel)).fill(1), [1, 1, ...kernel]);
    const images = reshape(share, [batch * channels, 1, ...dy.shape.slice(2)]);
    const spread = emit(
      'ConvTranspose',
      [images, ones],
      dy.dtype,
      [batch * channels, 1, ...framedLengths],
      windowAttributes(unpadded(windows)),
    );
    return channelsBack(reshape(unframed(spread, windows), [batch, channels, ...inLengths]), windows);
  };

/** Where each maximum was found: flat positions in `[N, C, ...]` after framing. */
function maxPositions(
  first: Value,
  windows: Windows,
): { framedShape: readonly number[]; values: Value; positions: Value } {
  const frame = framed(first, windows, Number.NEGATIVE_INFINITY);
  const shape = pooledShape(first, windows);
  const [values, positions] = emitMany(
    'MaxPool',
    [frame],
    [
      { dtype: first.dtype, shape },
      { dtype: 'int64', shape },
    ],
    windowAttributes(unpadded(windows)),
  ) as [Value, Value];
  return { framedShape: frame.shape, values, positions };
}

const maxPoolGradient =
  (windowsOf: WindowsOf): Lowering =>
  (call) => {
    const windows = windowsOf(input(call, 'input').shape, call.attributes);
    const first = channelsFirst(cast(input(call, 'input'), 'float32'), windows);
    const { framedShape, positions } = maxPositions(first, windows);
    const dy = channelsFirst(input(call, 'dy'), windows);
    const spread = reshape(scatterAdded(sizeOf(framedShape), positions, dy), framedShape);
    return channelsBack(unframed(spread, windows), windows);
  };

/** Maxima, and the flat position of each in an image `[H, W, C]`, or in the whole batch. */
function maxPoolWithArgmax(call: KernelCall): Value[] {
  const x = input(call, 'x');
  tf.util.assert(
    x.shape.length === 4,
    () => `MaxPoolWithArgmax: x must be rank 4 but got rank ${x.shape.length}`,
  );
  const windows = pool2D(x.shape, call.attributes);
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  const numbers = inFloat(x, (y) => choose(notANumber(y), scalar(Number.NEGATIVE_INFINITY, 'float32'), y));
  const { framedShape, values, positions } = maxPositions(
    channelsFirst(cast(numbers, 'float32'), windows),
    windows,
  );
  const [, , framedHeight = 1, framedWidth = 1] = framedShape;
  const [top = 0, left = 0] = windows.before;
  // From [N, C, H, W] with a frame to [H, W, C] without.
  const image = framedHeight * framedWidth;
  const within = emit('Mod', [positions, int64s([image])], 'int64', positions.shape);
  const row = divide(within, int64s([framedWidth]));
  const column = emit('Mod', [within, int64s([framedWidth])], 'int64', positions.shape);
  const pixel = add(
    multiply(subtract(row, int64s([top])), int64s([width])),
    subtract(column, int64s([left])),
  );
  const channel = reshape(int64s(Array.from({ length: channels }, (_, i) => i)), [1, channels, 1, 1]);
  const inImage = add(multiply(pixel, int64s([channels])), channel);
  const offsets = Array.from({ length: batch }, (_, i) => i * height * width * channels);
  const inBatch = add(inImage, reshape(int64s(offsets), [batch, 1, 1, 1]));
  const index = flag(call.attributes, 'includeBatchInIndex') ? inBatch : inImage;
  return [cast(channelsBack(values, windows), x.dtype), cast(channelsBack(index, windows), 'int32')];
}

const gradient = entry('none', 'float32');

export const POOLS: Readonly<Record<string, KernelEntry>> = {
  AvgPool: tfjs(averagePool(pool2D)),
  AvgPool3D: tfjs(averagePool(pool3D)),
  AvgPool3DGrad: gradient(averagePoolGradient(pool3D)),
  AvgPoolGrad: gradient(averagePoolGradient(pool2D)),
  MaxPool: tfjs(maxPool(pool2D)),
  MaxPool3D: tfjs(maxPool(pool3D)),
  MaxPool3DGrad: gradient(maxPoolGradient(pool3D)),
  MaxPoolGrad: gradient(maxPoolGradient(pool2D)),
  MaxPoolWithArgmax: { lower: maxPoolWithArgmax, gradient: 'none', result: ['first', 'int32'] },
};
