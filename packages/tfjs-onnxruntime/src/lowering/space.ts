// Kernels that exchange blocks of space with the batch or with channels: a
// reshape, a transposition, a reshape.
import * as tf from '@tensorflow/tfjs';
import { reshape } from '../emit.ts';
import { TraceError } from '../errors.ts';
import { sizeOf, type Value } from '../value.ts';
import { input, numberAttribute, numbersAttribute } from './arguments.ts';
import { padded, sliced, transposed } from './compose.ts';
import type { KernelCall, KernelEntry } from './types.ts';

const { getPermuted, getReshaped, getReshapedPermuted, getSliceBeginCoords, getSliceSize } = tf.backend_util;

function batchToSpace(call: KernelCall): Value {
  const x = input(call, 'x');
  const block = numbersAttribute(call.attributes, 'blockShape');
  const crops = call.attributes.crops as number[][];
  const split = getReshaped([...x.shape], block, sizeOf(block));
  const joined = getReshapedPermuted([...x.shape], block, sizeOf(block));
  const whole = reshape(transposed(reshape(x, split), getPermuted(split.length, block.length)), joined);
  const behind = joined.slice(1 + block.length);
  const begin = [...getSliceBeginCoords(crops, block.length), ...behind.map(() => 0)];
  const lengths = [...getSliceSize(joined, crops, block.length), ...behind];
  const end = begin.map((start, axis) => start + (lengths[axis] ?? 0));
  return sliced(
    whole,
    begin,
    end,
    begin.map(() => 1),
    lengths,
  );
}

function spaceToBatch(call: KernelCall): Value {
  const block = numbersAttribute(call.attributes, 'blockShape');
  const paddings = call.attributes.paddings as [number, number][];
  const x = input(call, 'x');
  const amounts = (side: 0 | 1): number[] => x.shape.map((_, axis) => paddings[axis - 1]?.[side] ?? 0);
  const whole = padded(x, amounts(0), amounts(1), 0);
  const split = getReshaped([...whole.shape], block, sizeOf(block), false);
  const joined = getReshapedPermuted([...whole.shape], block, sizeOf(block), false);
  return reshape(transposed(reshape(whole, split), getPermuted(split.length, block.length, false)), joined);
}

function depthToSpace(call: KernelCall): Value {
  const x = input(call, 'x');
  const { dataFormat } = call.attributes;
  if (dataFormat !== 'NHWC') {
    throw new TraceError(
      'UNSUPPORTED_ARGUMENT',
      `the data format "${dataFormat}" is not supported; use NHWC`,
    );
  }
  const block = numberAttribute(call.attributes, 'blockSize');
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  const depth = channels / (block * block);
  const split = reshape(x, [batch, height, width, block, block, depth]);
  return reshape(transposed(split, [0, 1, 3, 2, 4, 5]), [batch, height * block, width * block, depth]);
}

export const SPACE: Readonly<Record<string, KernelEntry>> = {
  BatchToSpaceND: { lower: batchToSpace, gradient: 'tfjs', result: 'first' },
  DepthToSpace: { lower: depthToSpace, gradient: 'none', result: 'first' },
  SpaceToBatchND: { lower: spaceToBatch, gradient: 'tfjs', result: 'first' },
};
