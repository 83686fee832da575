// Convolutions of two and three spatial axes, whole and depthwise, with both of
// their gradients. A gradient of a convolution is one, too: for the input the transposed
// one, for the filter one of the input with `dy` as filter, batch and channels swapped.
import * as tf from '@tensorflow/tfjs';
import { emit, reshape } from '../emit.ts';
import type { Value } from '../value.ts';
import { activated } from './activation.ts';
import { input, numbersAttribute } from './arguments.ts';
import { padded, sliced, transposed } from './compose.ts';
import { entry, tfjs } from './entry.ts';
import type { KernelAttributes, KernelCall, KernelEntry } from './types.ts';
import {
  axesBetween,
  channelsBack,
  channelsFirst,
  type Windows,
  windowAttributes,
  windows2D,
  windows3D,
} from './windows.ts';

interface Kind {
  readonly depthwise: boolean;
  readonly windows: (
    inShape: readonly number[],
    filterShape: readonly number[],
    attributes: KernelAttributes,
  ) => Windows;
}

type Shape4D = [number, number, number, number];
type Shape5D = [number, number, number, number, number];

function convolution2D(depthwise: boolean): Kind {
  return {
    depthwise,
    windows: (inShape, filterShape, { strides, dilations, pad, dimRoundingMode, dataFormat }) =>
      windows2D(
        tf.backend_util.computeConv2DInfo(
          inShape as Shape4D,
          filterShape as Shape4D,
          strides as number,
          (dilations ?? 1) as number,
          pad as 'same',
          dimRoundingMode as 'floor',
          depthwise,
          tf.backend_util.convertConv2DDataFormat((dataFormat ?? 'NHWC') as 'NHWC'),
        ),
      ),
  };
}

const WHOLE_2D = convolution2D(false);
const DEPTHWISE_2D = convolution2D(true);
const WHOLE_3D: Kind = {
  depthwise: false,
  windows: (inShape, filterShape, { strides, dilations, pad }) =>
    windows3D(
      tf.backend_util.computeConv3DInfo(
        inShape as Shape5D,
        filterShape as Shape5D,
        strides as number,
        (dilations ?? 1) as number,
        pad as 'same',
      ),
    ),
};

/** `[...kernel, I, O]` to ONNX's `[O, I, ...kernel]`; depthwise, `[...kernel, I, M]` to `[I * M, 1, ...kernel]`. */
function onnxFilter(filter: Value, { depthwise }: Kind): Value {
  const rank = filter.shape.length;
  const kernel = axesBetween(0, rank - 2);
  if (!depthwise) return transposed(filter, [rank - 1, rank - 2, ...kernel]);
  const turned = transposed(filter, [rank - 2, rank - 1, ...kernel]);
  const [channels = 1, multiplier = 1, ...lengths] = turned.shape;
  return reshape(turned, [channels * multiplier, 1, ...lengths]);
}

const groupsOf = ({ depthwise }: Kind, { inChannels }: Windows): number => (depthwise ? inChannels : 1);

/** Cuts off what no window reaches. */
function reached(x: Value, { after }: Windows): Value {
  const none = x.shape.map(() => 0);
  return padded(x, none, [0, 0, ...after.map((amount) => Math.min(amount, 0))], 0);
}

function convolve(kind: Kind): (call: KernelCall) => Value {
  return (call) => {
    const x = input(call, 'x');
    const filter = input(call, 'filter');
    const windows = kind.windows(x.shape, filter.shape, call.attributes);
    const shape = [x.shape[0] ?? 1, windows.outChannels, ...windows.outLengths];
    const y = emit(
      'Conv',
      [reached(channelsFirst(x, windows), windows), onnxFilter(filter, kind)],
      x.dtype,
      shape,
      { ...windowAttributes(windows), group: groupsOf(kind, windows) },
    );
    return channelsBack(y, windows);
  };
}

/** `dy` without what lies beyond the output that the shape of the input implies; tfjs lets it be larger. */
function meant(dy: Value, { outLengths }: Windows): Value {
  const shape = [...dy.shape.slice(0, 2), ...outLengths];
  const zeros = shape.map(() => 0);
  const ones = shape.map(() => 1);
  return sliced(dy, zeros, shape, ones, shape);
}

function inputGradient(kind: Kind): (call: KernelCall) => Value {
  return (call) => {
    const dy = input(call, 'dy');
    const filter = input(call, 'filter');
    const inShape = numbersAttribute(call.attributes, 'inputShape');
    const windows = kind.windows(inShape, filter.shape, call.attributes);
    const { after, before, inLengths, inChannels } = windows;
    // Input behind the last window has no gradient.
    const shape = [
      inShape[0] ?? 1,
      inChannels,
      ...inLengths.map((length, axis) => length + Math.min(after[axis] ?? 0, 0)),
    ];
    const dx = emit(
      'ConvTranspose',
      [meant(channelsFirst(dy, windows), windows), onnxFilter(filter, kind)],
      dy.dtype,
      shape,
      {
        ...windowAttributes(windows),
        group: groupsOf(kind, windows),
      },
    );
    const behind = after.map((amount) => Math.max(-amount, 0));
    const none = [0, 0, ...before.map(() => 0)];
    return channelsBack(padded(dx, none, [0, 0, ...behind], 0), windows);
  };
}

function filterGradient(kind: Kind): (call: KernelCall) => Value {
  return (call) => {
    const x = input(call, 'x');
    const dy = input(call, 'dy');
    const filterShape = numbersAttribute(call.attributes, 'filterShape');
    const windows = kind.windows(x.shape, filterShape, call.attributes);
    const { kernel, strides, dilations, inLengths, outLengths, inChannels, outChannels } = windows;
    const batch = x.shape[0] ?? 1;
    const spatial = axesBetween(2, x.shape.length);
    const swapped = (value: Value): Value => transposed(channelsFirst(value, windows), [1, 0, ...spatial]);
    const images = reached(swapped(x), windows);
    const group = groupsOf(kind, windows);
    // Depthwise, each channel is a group of its own, so all channels stand side by side.
    const stacked = group === 1 ? images : reshape(images, [1, inChannels * batch, ...images.shape.slice(2)]);
    const attributes = windowAttributes({
      ...windows,
      kernel: outLengths,
      strides: dilations,
      dilations: strides,
      inLengths,
      outLengths: kernel,
    });
    const rows = group === 1 ? inChannels : 1;
    const gradient = emit('Conv', [stacked, swapped(dy)], x.dtype, [rows, outChannels, ...kernel], {
      ...attributes,
      group,
    });
    const split = reshape(gradient, [inChannels, outChannels / group, ...kernel]);
    return transposed(split, [...spatial, 0, 1]);
  };
}

/** A convolution, a bias for each channel and an activation. */
function fused(kind: Kind): (call: KernelCall) => Value {
  const convolution = convolve(kind);
  return (call) => activated(convolution(call), call, call.attributes.dataFormat === 'NCHW');
}

const gradient = entry('none', 'float32');

export const CONVOLUTIONS: Readonly<Record<string, KernelEntry>> = {
  Conv2D: tfjs(convolve(WHOLE_2D)),
  Conv2DBackpropFilter: gradient(filterGradient(WHOLE_2D)),
  Conv2DBackpropInput: tfjs(inputGradient(WHOLE_2D)),
  Conv3D: tfjs(convolve(WHOLE_3D)),
  Conv3DBackpropFilterV2: gradient(filterGradient(WHOLE_3D)),
  Conv3DBackpropInputV2: gradient(inputGradient(WHOLE_3D)),
  DepthwiseConv2dNative: tfjs(convolve(DEPTHWISE_2D)),
  DepthwiseConv2dNativeBackpropFilter: gradient(filterGradient(DEPTHWISE_2D)),
  DepthwiseConv2dNativeBackpropInput: gradient(inputGradient(DEPTHWISE_2D)),
  FusedConv2D: { lower: fused(WHOLE_2D), gradient: 'operation', result: 'first' },
  FusedDepthwiseConv2D: { lower: fused(DEPTHWISE_2D), gradient: 'operation', result: 'first' },
};
