// Kernels that normalise: by given statistics, along an axis, over neighbouring channels.
import { emit, emitMany, scalar } from '../emit.ts';
import type { Value } from '../value.ts';
import { input, numberAttribute, size } from './arguments.ts';
import { add, divide, floats, multiply, power, subtract } from './compose.ts';
import type { KernelCall, KernelEntry } from './types.ts';

function softmax(op: string, axisName: string): (call: KernelCall) => Value {
  return (call) => {
    const x = input(call, 'logits');
    return emit(op, [x], x.dtype, x.shape, { axis: numberAttribute(call.attributes, axisName, -1) });
  };
}

function layerNorm(call: KernelCall): Value[] {
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

/** `(x - mean) / sqrt(variance + epsilon) * scale + offset`. */
function batchNorm(call: KernelCall): Value {
  const { scale, offset } = call.inputs;
  const epsilon = scalar(numberAttribute(call.attributes, 'varianceEpsilon', 0.001), 'float32');
  const variance = add(input(call, 'variance'), epsilon);
  const deviation = emit('Sqrt', [variance], variance.dtype, variance.shape);
  const factor = scale === undefined ? undefined : divide(scale, deviation);
  const centred = subtract(input(call, 'x'), input(call, 'mean'));
  const normalized = factor === undefined ? divide(centred, deviation) : multiply(centred, factor);
  return offset === undefined ? normalized : add(normalized, offset);
}

/** `bias + alpha * sum of squares over the neighbouring channels`, and the matrix that sums neighbours. */
function localNorm(x: Value, call: KernelCall): { norm: Value; neighbours: (value: Value) => Value } {
  const radius = numberAttribute(call.attributes, 'depthRadius');
  const channels = size(x, x.shape.length - 1);
  const band = Array.from({ length: channels * channels }, (_, i) =>
    Math.abs(Math.floor(i / channels) - (i % channels)) <= radius ? 1 : 0,
  );
  const matrix = floats(band, [channels, channels]);
  const neighbours = (value: Value): Value => emit('MatMul', [value, matrix], value.dtype, value.shape);
  const alpha = scalar(numberAttribute(call.attributes, 'alpha'), 'float32');
  const bias = scalar(numberAttribute(call.attributes, 'bias'), 'float32');
  return { norm: add(bias, multiply(alpha, neighbours(multiply(x, x)))), neighbours };
}

const inverse = (norm: Value, call: KernelCall): Value =>
  power(norm, scalar(-numberAttribute(call.attributes, 'beta'), 'float32'));

function localResponse(call: KernelCall): Value {
  const x = input(call, 'x');
  return multiply(x, inverse(localNorm(x, call).norm, call));
}

/** `dy norm^-beta - 2 alpha beta x neighbours(dy y / norm)`. */
function localResponseGradient(call: KernelCall): Value {
  const x = input(call, 'x');
  const dy = input(call, 'dy');
  const { norm, neighbours } = localNorm(x, call);
  const factor = 2 * numberAttribute(call.attributes, 'alpha') * numberAttribute(call.attributes, 'beta');
  const shared = neighbours(divide(multiply(dy, input(call, 'y')), norm));
  const indirect = multiply(multiply(x, scalar(factor, 'float32')), shared);
  return subtract(multiply(dy, inverse(norm, call)), indirect);
}

export const NORMALIZATIONS: Readonly<Record<string, KernelEntry>> = {
  FusedBatchNorm: { lower: batchNorm, gradient: 'tfjs', result: 'first' },
  LRN: { lower: localResponse, gradient: 'tfjs', result: 'first' },
  LRNGrad: { lower: localResponseGradient, gradient: 'none', result: 'first' },
  LayerNorm: { lower: layerNorm, gradient: 'own', result: 'first' },
  LogSoftmax: { lower: softmax('LogSoftmax', 'axis'), gradient: 'tfjs', result: 'first' },
  Softmax: { lower: softmax('Softmax', 'dim'), gradient: 'tfjs', result: 'first' },
};
