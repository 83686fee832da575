// The geometry that convolutions and pools share, for any number of spatial axes:
// tfjs keeps channels last, ONNX keeps them first.
import type * as tf from '@tensorflow/tfjs';
import type { Value } from '../value.ts';
import { transposed } from './compose.ts';

/** Lists hold a number for each spatial axis. */
export interface Windows {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
  /** Padding behind the input, such that exactly the output's length results; may be negative. */
  readonly after: readonly number[];
  readonly inLengths: readonly number[];
  readonly outLengths: readonly number[];
  readonly inChannels: number;
  readonly outChannels: number;
  readonly channelsLast: boolean;
  /** As tfjs lays it out. */
  readonly inShape: readonly number[];
  readonly outShape: readonly number[];
}

type Info2D = tf.backend_util.Conv2DInfo;
type Info3D = tf.backend_util.Conv3DInfo;

interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly input: number;
  readonly output: number;
}

function windows(info: Info2D | Info3D, axes: readonly Axis[]): Windows {
  return {
    kernel: axes.map(({ kernel }) => kernel),
    strides: axes.map(({ stride }) => stride),
    dilations: axes.map(({ dilation }) => dilation),
    before: axes.map(({ before }) => before),
    after: axes.map(
      ({ kernel, stride, dilation, before, input, output }) =>
        (output - 1) * stride + (kernel - 1) * dilation + 1 - before - input,
    ),
    inLengths: axes.map(({ input }) => input),
    outLengths: axes.map(({ output }) => output),
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    channelsLast: info.dataFormat === 'channelsLast',
    inShape: info.inShape,
    outShape: info.outShape,
  };
}

function height(info: Info2D | Info3D): Axis {
  return {
    kernel: info.filterHeight,
    stride: info.strideHeight,
    dilation: info.dilationHeight,
    before: info.padInfo.top,
    input: info.inHeight,
    output: info.outHeight,
  };
}

function width(info: Info2D | Info3D): Axis {
  return {
    kernel: info.filterWidth,
    stride: info.strideWidth,
    dilation: info.dilationWidth,
    before: info.padInfo.left,
    input: info.inWidth,
    output: info.outWidth,
  };
}

function depth(info: Info3D): Axis {
  return {
    kernel: info.filterDepth,
    stride: info.strideDepth,
    dilation: info.dilationDepth,
    before: info.padInfo.front,
    input: info.inDepth,
    output: info.outDepth,
  };
}

export function windows2D(info: Info2D): Windows {
  return windows(info, [height(info), width(info)]);
}

export function windows3D(info: Info3D): Windows {
  return windows(info, [depth(info), height(info), width(info)]);
}

/** Attributes of ONNX's `Conv` and pools. Padding that is negative must be cut off the input before. */
export function windowAttributes({ kernel, strides, dilations, before, after }: Windows): {
  readonly [name: string]: readonly number[];
} {
  const pads = [...before, ...after.map((amount) => Math.max(amount, 0))];
  return { kernel_shape: kernel, strides, dilations, pads };
}

/** `[N, ..., C]` to `[N, C, ...]`. */
export function channelsFirst(x: Value, { channelsLast }: Pick<Windows, 'channelsLast'>): Value {
  const rank = x.shape.length;
  return channelsLast ? transposed(x, [0, rank - 1, ...axesBetween(1, rank - 1)]) : x;
}

/** `[N, C, ...]` to `[N, ..., C]`. */
export function channelsBack(x: Value, { channelsLast }: Pick<Windows, 'channelsLast'>): Value {
  const rank = x.shape.length;
  return channelsLast ? transposed(x, [0, ...axesBetween(2, rank), 1]) : x;
}

export function axesBetween(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i);
}
