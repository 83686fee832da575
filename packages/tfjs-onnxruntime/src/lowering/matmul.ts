// Matrix products. Transposed operands become Transpose nodes, which the clean-up
// folds into constants or into a transposing product.
import * as tf from '@tensorflow/tfjs';
import { emit } from '../emit.ts';
import type { Value } from '../value.ts';
import { flag, input, size } from './arguments.ts';
import { transpose } from './layout.ts';
import type { KernelCall, KernelEntry } from './types.ts';

function batchMatMul(call: KernelCall): Value {
  const turned = (name: string, transposed: boolean): Value => {
    const x = input(call, name);
    if (!transposed) return x;
    const perm = x.shape.map((_, axis) => axis);
    perm.push(...perm.splice(-2).reverse());
    return transpose({ inputs: { x }, attributes: { perm } });
  };
  const a = turned('a', flag(call.attributes, 'transposeA'));
  const b = turned('b', flag(call.attributes, 'transposeB'));
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(
    [...a.shape.slice(0, -2)],
    [...b.shape.slice(0, -2)],
  );
  const shape = [...batch, size(a, a.shape.length - 2), size(b, b.shape.length - 1)];
  return emit('MatMul', [a, b], a.dtype, shape);
}

export const PRODUCTS: Readonly<Record<string, KernelEntry>> = {
  BatchMatMul: { lower: batchMatMul, gradient: 'tfjs' },
};
