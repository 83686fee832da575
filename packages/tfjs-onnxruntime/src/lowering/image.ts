// Kernels that resample images `[N, H, W, C]`. Where the sampling points are known
// while tracing, they are constants; else they are computed in the graph.
import * as tf from '@tensorflow/tfjs';
import { cast, emit, int64s, reshape, scalar } from '../emit.ts';
import type { Value } from '../value.ts';
import { input, numberAttribute, numbersAttribute, size } from './arguments.ts';
import {
  add,
  both,
  choose,
  divide,
  equal,
  floats,
  floor,
  gathered,
  greater,
  greaterOrEqual,
  integers,
  larger,
  less,
  lessOrEqual,
  multiply,
  not,
  sliced,
  smaller,
  subtract,
  transposed,
} from './compose.ts';
import type { KernelAttributes, KernelCall, KernelEntry, Lowering } from './types.ts';

/** How the elements along one axis of the result are mixed from two of the input. */
interface Mix {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly fraction: readonly number[];
}

type Mixing = (from: number, to: number, attributes: KernelAttributes) => Mix;

function scaleOf(from: number, to: number, alignCorners: boolean): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

const linear: Mixing = (from, to, { alignCorners, halfPixelCenters }) => {
  const scale = scaleOf(from, to, alignCorners === true);
  const at = Array.from({ length: to }, (_, i) =>
    halfPixelCenters === true ? scale * (i + 0.5) - 0.5 : scale * i,
  );
  const low = at.map((position) => Math.max(0, Math.floor(position)));
  return {
    low,
    high: at.map((position) => Math.min(from - 1, Math.ceil(position))),
    fraction: at.map((position, i) => position - (low[i] ?? 0)),
  };
};

const nearest: Mixing = (from, to, { alignCorners, halfPixelCenters }) => {
  const scale = scaleOf(from, to, alignCorners === true);
  const round = alignCorners === true ? Math.round : Math.floor;
  const low = Array.from({ length: to }, (_, i) =>
    Math.min(from - 1, Math.max(0, round(scale * (halfPixelCenters === true ? i + 0.5 : i)))),
  );
  return { low, high: low, fraction: low.map(() => 0) };
};

function mixed(x: Value, axis: number, { low, high, fraction }: Mix): Value {
  const first = gathered(x, integers(low, [low.length]), axis);
  if (fraction.every((part) => part === 0)) return first;
  const second = gathered(x, integers(high, [high.length]), axis);
  const weights = floats(
    fraction,
    x.shape.slice(axis).map((_, i) => (i === 0 ? fraction.length : 1)),
  );
  return add(first, multiply(subtract(second, first), weights));
}

const resize =
  (mixing: Mixing): Lowering =>
  (call) => {
    const images = input(call, 'images');
    const [height = 1, width = 1] = numbersAttribute(call.attributes, 'size');
    const x = mixing === linear ? cast(images, 'float32') : images;
    const rows = mixed(x, 1, mixing(size(x, 1), height, call.attributes));
    return mixed(rows, 2, mixing(size(x, 2), width, call.attributes));
  };

/** `[from, to]`: the weight of each input element in each element of the result. */
function matrixOf({ low, high, fraction }: Mix, from: number): Value {
  const to = low.length;
  const weights = new Float32Array(from * to);
  for (const [i, part] of fraction.entries()) {
    for (const [row, weight] of [
      [low[i] ?? 0, 1 - part],
      [high[i] ?? 0, part],
    ] as const) {
      weights[row * to + i] = (weights[row * to + i] ?? 0) + weight;
    }
  }
  return floats(weights, [from, to]);
}

/** Resizing is a product with a matrix for each axis, so its gradient is one with their transposes. */
const resizeGradient =
  (mixing: Mixing): Lowering =>
  (call) => {
    const images = input(call, 'images');
    const dy = input(call, 'dy');
    const [batch = 1, height = 1, width = 1, channels = 1] = images.shape;
    const [, fromHeight = 1, fromWidth = 1] = dy.shape;
    const rows = matrixOf(mixing(height, fromHeight, call.attributes), height);
    const columns = matrixOf(mixing(width, fromWidth, call.attributes), width);
    const first = transposed(dy, [0, 3, 1, 2]);
    const tall = emit('MatMul', [rows, first], dy.dtype, [batch, channels, height, fromWidth]);
    const full = emit('MatMul', [tall, transposed(columns, [1, 0])], dy.dtype, [
      batch,
      channels,
      height,
      width,
    ]);
    return transposed(full, [0, 2, 3, 1]);
  };

/** Pixels of `image` at whole positions `[B, ...]`, `fill` outside; `batch` `[B, 1, ...]` says of which image. */
function pixelsAt(image: Value, batch: Value, y: Value, x: Value, fill: Value): Value {
  const [, height = 1, width = 1, channels = 1] = image.shape;
  const within = (position: Value, length: number): Value =>
    both(
      greaterOrEqual(position, scalar(0, 'float32')),
      lessOrEqual(position, scalar(length - 1, 'float32')),
    );
  const insideY = within(y, height);
  const insideX = within(x, width);
  const inside = both(insideY, insideX);
  // Positions that are not inside, or not numbers, still need an index.
  const index = (isInside: Value, position: Value): Value =>
    cast(choose(isInside, position, scalar(0, 'float32')), 'int64');
  const row = add(multiply(cast(batch, 'int64'), int64s([height])), index(insideY, y));
  const pixel = add(multiply(row, int64s([width])), index(insideX, x));
  const flat = reshape(image, [size(image, 0) * height * width, channels]);
  return choose(reshape(inside, [...inside.shape, 1]), gathered(flat, pixel, 0), fill);
}

/** Mixes the four pixels around positions that need not be whole. */
function bilinearAt(image: Value, batch: Value, y: Value, x: Value, fill: Value): Value {
  const one = scalar(1, 'float32');
  const top = floor(y);
  const left = floor(x);
  const deep = (value: Value): Value => reshape(value, [...value.shape, 1]);
  const between = (a: Value, b: Value, weight: Value): Value =>
    add(multiply(a, deep(subtract(one, weight))), multiply(b, deep(weight)));
  const row = (at: Value): Value =>
    between(
      pixelsAt(image, batch, at, left, fill),
      pixelsAt(image, batch, at, add(left, one), fill),
      subtract(x, left),
    );
  return between(row(top), row(add(top, one)), subtract(y, top));
}

/** JavaScript's rounding: halves go up. */
const rounded = (x: Value): Value => floor(add(x, scalar(0.5, 'float32')));

const sampler = (method: unknown): typeof pixelsAt =>
  method === 'nearest'
    ? (image, batch, y, x, fill) => pixelsAt(image, batch, rounded(y), rounded(x), fill)
    : bilinearAt;

function cropAndResize(call: KernelCall): Value {
  const image = cast(input(call, 'image'), 'float32');
  const boxes = input(call, 'boxes');
  const boxInd = input(call, 'boxInd');
  const [count = 0] = boxes.shape;
  const [cropHeight = 1, cropWidth = 1] = numbersAttribute(call.attributes, 'cropSize');
  const column = (i: number): Value => reshape(gathered(boxes, integers([i], [1]), 1), [count, 1]);
  /** `[count, crop]` positions along an axis of `length` pixels. */
  const positions = (from: number, crop: number, length: number): Value => {
    const first = column(from);
    const last = column(from + 2);
    const scale = scalar(length - 1, 'float32');
    if (crop === 1) return multiply(multiply(add(first, last), scalar(0.5, 'float32')), scale);
    const step = multiply(subtract(last, first), scalar((length - 1) / (crop - 1), 'float32'));
    const steps = floats(
      Array.from({ length: crop }, (_, i) => i),
      [1, crop],
    );
    return add(multiply(first, scale), multiply(step, steps));
  };
  const y = reshape(positions(0, cropHeight, size(image, 1)), [count, cropHeight, 1]);
  const x = reshape(positions(1, cropWidth, size(image, 2)), [count, 1, cropWidth]);
  const fill = scalar(numberAttribute(call.attributes, 'extrapolationValue', 0), 'float32');
  const batch = reshape(boxInd, [count, 1, 1]);
  // Unlike pixels beside the image, positions beside it are filled whole.
  const beside = (position: Value, length: number): Value =>
    not(
      both(
        greaterOrEqual(position, scalar(0, 'float32')),
        lessOrEqual(position, scalar(length - 1, 'float32')),
      ),
    );
  const inside = not(
    emit('Or', [beside(y, size(image, 1)), beside(x, size(image, 2))], 'bool', [
      count,
      cropHeight,
      cropWidth,
    ]),
  );
  // The last row and column have no neighbour behind; its weight is zero.
  const sampled = sampler(call.attributes.method)(image, batch, y, x, scalar(0, 'float32'));
  return choose(reshape(inside, [...inside.shape, 1]), sampled, fill);
}

type Bound = (position: Value, length: number) => Value;

function truncated(x: Value): Value {
  return cast(cast(x, 'int32'), 'float32');
}

const clampedTo: Bound = (x, length) =>
  smaller(larger(x, scalar(0, 'float32')), scalar(length - 1, 'float32'));

/** Where a position beyond the image's edge is looked up, as tfjs's CPU backend does it. */
const BOUNDS: Readonly<Record<string, Bound>> = {
  constant: (x) => x,
  nearest: clampedTo,
  wrap: (x, length) => {
    if (length <= 1) return clampedTo(x, length);
    const span = scalar(length - 1, 'float32');
    const whole = scalar(length, 'float32');
    const turns = (distance: Value): Value => truncated(divide(distance, span));
    const below = add(
      x,
      multiply(whole, add(turns(multiply(x, scalar(-1, 'float32'))), scalar(1, 'float32'))),
    );
    const above = subtract(x, multiply(whole, turns(x)));
    return clampedTo(folded(x, length, below, above), length);
  },
  reflect: (x, length) => {
    if (length <= 1) return clampedTo(x, length);
    const twice = scalar(2 * length, 'float32');
    const minus = (value: Value): Value => multiply(value, scalar(-1, 'float32'));
    const mirrored = (value: Value): Value => subtract(minus(value), scalar(1, 'float32'));
    const up = add(multiply(twice, truncated(divide(minus(x), twice))), x);
    const below = choose(less(up, scalar(-length, 'float32')), add(up, twice), mirrored(up));
    const down = subtract(x, multiply(twice, truncated(divide(x, twice))));
    const above = choose(greaterOrEqual(down, scalar(length, 'float32')), add(twice, mirrored(down)), down);
    return clampedTo(folded(x, length, below, above), length);
  },
};

function folded(x: Value, length: number, below: Value, above: Value): Value {
  const high = choose(greater(x, scalar(length - 1, 'float32')), above, x);
  return choose(less(x, scalar(0, 'float32')), below, high);
}

function transform(call: KernelCall): Value {
  const image = cast(input(call, 'image'), 'float32');
  const { attributes } = call;
  const transforms = input(call, 'transforms');
  const [batch = 1, height = 1, width = 1] = image.shape;
  const [outHeight = height, outWidth = width] = (attributes.outputShape ?? []) as number[];
  const rows = floats(
    Array.from({ length: outHeight }, (_, i) => i),
    [1, outHeight, 1],
  );
  const columns = floats(
    Array.from({ length: outWidth }, (_, i) => i),
    [1, 1, outWidth],
  );
  const coefficient = (i: number): Value =>
    reshape(gathered(transforms, integers([i], [1]), 1), [size(transforms, 0), 1, 1]);
  const line = (first: number): Value =>
    add(multiply(coefficient(first), columns), multiply(coefficient(first + 1), rows));
  const projection = add(line(6), scalar(1, 'float32'));
  const bound = BOUNDS[String(attributes.fillMode)] ?? clampedTo;
  const at = (first: number, length: number): Value =>
    bound(divide(add(line(first), coefficient(first + 2)), projection), length);
  const fill = scalar(numberAttribute(attributes, 'fillValue', 0), 'float32');
  const images = integers(
    Array.from({ length: batch }, (_, i) => i),
    [batch, 1, 1],
  );
  const sampled = sampler(attributes.interpolation)(image, images, at(3, height), at(0, width), fill);
  const infinite = equal(projection, scalar(0, 'float32'));
  return cast(choose(reshape(infinite, [...infinite.shape, 1]), fill, sampled), input(call, 'image').dtype);
}

function rotateWithOffset(call: KernelCall): Value {
  const image = cast(input(call, 'image'), 'float32');
  const { attributes } = call;
  const [batch = 1, height = 1, width = 1, channels = 1] = image.shape;
  const radians = numberAttribute(attributes, 'radians');
  const [centerX, centerY] = tf.backend_util.getImageCenter(attributes.center as number, height, width);
  const at = (place: (x: number, y: number) => number): Value => {
    const places = Array.from({ length: height * width }, (_, i) =>
      Math.round(place((i % width) - centerX, Math.floor(i / width) - centerY)),
    );
    return floats(places, [1, height, width]);
  };
  const x = at((dx, dy) => dx * Math.cos(radians) - dy * Math.sin(radians) + centerX);
  const y = at((dx, dy) => dx * Math.sin(radians) + dy * Math.cos(radians) + centerY);
  const { fillValue } = attributes;
  // A fourth channel is opacity, and full outside of the image where colours are given.
  const fill =
    typeof fillValue === 'number'
      ? scalar(fillValue, 'float32')
      : floats(
          Array.from({ length: channels }, (_, i) => (i === 3 ? 255 : ((fillValue as number[])[i] ?? 0))),
          [channels],
        );
  const images = integers(
    Array.from({ length: batch }, (_, i) => i),
    [batch, 1, 1],
  );
  return cast(pixelsAt(image, images, y, x, fill), input(call, 'image').dtype);
}

function flipLeftRight(call: KernelCall): Value {
  const x = input(call, 'image');
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  return sliced(
    x,
    [0, 0, -1, 0],
    [batch, height, -0x7fffffff, channels],
    [1, 1, -1, 1],
    [batch, height, width, channels],
  );
}

export const IMAGE: Readonly<Record<string, KernelEntry>> = {
  CropAndResize: { lower: cropAndResize, gradient: 'none', result: 'float32' },
  FlipLeftRight: { lower: flipLeftRight, gradient: 'none', result: 'first' },
  ResizeBilinear: { lower: resize(linear), gradient: 'tfjs', result: 'float32' },
  ResizeBilinearGrad: { lower: resizeGradient(linear), gradient: 'none', result: 'float32' },
  ResizeNearestNeighbor: { lower: resize(nearest), gradient: 'tfjs', result: 'first' },
  ResizeNearestNeighborGrad: { lower: resizeGradient(nearest), gradient: 'none', result: 'float32' },
  RotateWithOffset: { lower: rotateWithOffset, gradient: 'none', result: 'first' },
  Transform: { lower: transform, gradient: 'none', result: 'first' },
};
