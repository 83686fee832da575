// Grey-scale dilation: the maximum over a window of pixel plus filter, and where each
// maximum came from, which is all that its two gradients need.
import * as tf from '@tensorflow/tfjs';
import { cast, emit, reshape, scalar } from '../emit.ts';
import { sizeOf, type Value } from '../value.ts';
import { input } from './arguments.ts';
import { add, gathered, integers, multiply, padded, reduce, scatterAdded, sliced } from './compose.ts';
import type { KernelAttributes, KernelCall, KernelEntry } from './types.ts';
import { type Windows, windows2D } from './windows.ts';

function windowsOf(x: Value, filter: Value, { strides, pad, dilations }: KernelAttributes): Windows {
  return windows2D(
    tf.backend_util.computeDilation2DInfo(
      x.shape as [number, number, number, number],
      filter.shape as [number, number, number],
      strides as number,
      pad as 'same',
      'NHWC',
      dilations as number,
    ),
  );
}

/** `[K, B, h, w, C]`: for each of the K places in a window, pixel plus filter. */
function candidates(x: Value, filter: Value, windows: Windows): Value {
  const { kernel, strides, dilations, before, after, outLengths } = windows;
  const [batch = 1, , , channels = 1] = x.shape;
  const [rows = 1, columns = 1] = kernel;
  const [top = 0, left = 0] = before;
  const [bottom = 0, right = 0] = after;
  const frame = padded(x, [0, top, left, 0], [0, bottom, right, 0], Number.NEGATIVE_INFINITY);
  const shape = [batch, ...outLengths, channels];
  const parts = Array.from({ length: rows * columns }, (_, place) => {
    const at = [Math.floor(place / columns), place % columns];
    const begin = at.map((index, axis) => index * (dilations[axis] ?? 1));
    const end = begin.map((start, axis) => start + ((outLengths[axis] ?? 1) - 1) * (strides[axis] ?? 1) + 1);
    const pixels = sliced(frame, [0, ...begin, 0], [batch, ...end, channels], [1, ...strides, 1], shape);
    const weight = gathered(reshape(filter, [rows * columns, channels]), integers([place], [1]), 0);
    return reshape(add(pixels, reshape(weight, [channels])), [1, ...shape]);
  });
  return emit('Concat', parts, x.dtype, [parts.length, ...shape], { axis: 0 });
}

function dilation(call: KernelCall): Value {
  const x = input(call, 'x');
  const filter = input(call, 'filter');
  const all = candidates(x, filter, windowsOf(x, filter, call.attributes));
  return reduce('ReduceMax', all, [0], false);
}

/** Which place in its window each maximum came from: the first of equals. */
function places(call: KernelCall, windows: Windows): Value {
  const all = candidates(input(call, 'x'), input(call, 'filter'), windows);
  return emit('ArgMax', [all], 'int64', all.shape.slice(1), { axis: 0, keepdims: 0 });
}

function filterGradient(call: KernelCall): Value {
  const filter = input(call, 'filter');
  const windows = windowsOf(input(call, 'x'), filter, call.attributes);
  const channels = filter.shape[2] ?? 1;
  const channel = integers(
    Array.from({ length: channels }, (_, i) => i),
    [channels],
  );
  const place = cast(places(call, windows), 'int32');
  const index = add(multiply(place, scalar(channels, 'int32')), channel);
  return reshape(scatterAdded(sizeOf(filter.shape), index, input(call, 'dy')), filter.shape);
}

function inputGradient(call: KernelCall): Value {
  const x = input(call, 'x');
  const windows = windowsOf(x, input(call, 'filter'), call.attributes);
  const { kernel, strides, dilations, before, outLengths } = windows;
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  const [rows = 1, columns = 1] = kernel;
  const [outHeight = 1, outWidth = 1] = outLengths;
  // Pixel number by place and window; places in the padding are never maxima.
  const table = Array.from({ length: rows * columns * outHeight * outWidth }, (_, i) => {
    const window = i % (outHeight * outWidth);
    const place = Math.floor(i / (outHeight * outWidth));
    const along = (axis: number, at: number, inWindow: number): number =>
      at * (strides[axis] ?? 1) + inWindow * (dilations[axis] ?? 1) - (before[axis] ?? 0);
    const row = along(0, Math.floor(window / outWidth), Math.floor(place / columns));
    const column = along(1, window % outWidth, place % columns);
    return row >= 0 && row < height && column >= 0 && column < width ? row * width + column : 0;
  });
  const window = integers(
    Array.from({ length: outHeight * outWidth }, (_, i) => i),
    [outHeight, outWidth, 1],
  );
  const place = cast(places(call, windows), 'int32');
  const entry = add(multiply(place, scalar(outHeight * outWidth, 'int32')), window);
  const pixel = gathered(integers(table, [table.length]), entry, 0);
  const images = integers(
    Array.from({ length: batch }, (_, i) => i * height * width),
    [batch, 1, 1, 1],
  );
  const channel = integers(
    Array.from({ length: channels }, (_, i) => i),
    [channels],
  );
  const index = add(multiply(add(pixel, images), scalar(channels, 'int32')), channel);
  return reshape(scatterAdded(sizeOf(x.shape), index, input(call, 'dy')), x.shape);
}

export const DILATION: Readonly<Record<string, KernelEntry>> = {
  Dilation2D: { lower: dilation, gradient: 'tfjs', result: 'first' },
  Dilation2DBackpropFilter: { lower: filterGradient, gradient: 'none', result: 'second' },
  Dilation2DBackpropInput: { lower: inputGradient, gradient: 'none', result: 'first' },
};
