// The tail of tfjs's fused kernels: a bias, then an activation named by an attribute.
import { emit, reshape, scalar } from '../emit.ts';
import { TraceError } from '../errors.ts';
import type { Value } from '../value.ts';
import { numberAttribute } from './arguments.ts';
import { add } from './compose.ts';
import type { KernelCall } from './types.ts';

const mapped = (op: string, x: Value, attributes = {}): Value => emit(op, [x], x.dtype, x.shape, attributes);

/** `activation(x + bias)`; a list of one number per channel is aligned to axis 1 where channels come first. */
export function activated(x: Value, call: KernelCall, channelsFirst = false): Value {
  const perChannel = (value: Value): Value =>
    channelsFirst && value.shape.length === 1 ? reshape(value, [...value.shape, 1, 1]) : value;
  const { bias, preluActivationWeights: slope } = call.inputs;
  const sum = bias === undefined ? x : add(x, perChannel(bias));
  const { activation } = call.attributes;
  switch (activation) {
    case undefined:
    case null:
    case 'linear':
      return sum;
    case 'relu':
      return mapped('Relu', sum);
    case 'elu':
      return mapped('Elu', sum);
    case 'sigmoid':
      return mapped('Sigmoid', sum);
    case 'relu6':
      return emit('Clip', [sum, scalar(0, sum.dtype), scalar(6, sum.dtype)], sum.dtype, sum.shape);
    case 'leakyrelu':
      return mapped('LeakyRelu', sum, {
        alpha: { float: numberAttribute(call.attributes, 'leakyreluAlpha', 0.2) },
      });
    case 'prelu':
      if (slope !== undefined) return emit('PRelu', [sum, perChannel(slope)], sum.dtype, sum.shape);
  }
  throw new TraceError('UNSUPPORTED_ARGUMENT', `the activation "${activation}" is not known`);
}
