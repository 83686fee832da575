// Matrix products and sums of products. Transposed operands become Transpose nodes,
// which the clean-up folds into constants or into a transposing product.
import * as tf from '@tensorflow/tfjs';
import { emit } from '../emit.ts';
import { TraceError } from '../errors.ts';
import type { Value } from '../value.ts';
import { activated } from './activation.ts';
import { flag, input, inputList, size } from './arguments.ts';
import { transposed } from './compose.ts';
import type { KernelCall, KernelEntry } from './types.ts';

function batchMatMul(call: KernelCall): Value {
  const turned = (name: string, flip: boolean): Value => {
    const x = input(call, name);
    if (!flip) return x;
    const perm = x.shape.map((_, axis) => axis);
    perm.push(...perm.splice(-2).reverse());
    return transposed(x, perm);
  };
  const a = turned('a', flag(call.attributes, 'transposeA'));
  const b = turned('b', flag(call.attributes, 'transposeB'));
  const rank = Math.min(a.shape.length, b.shape.length);
  if (rank < 2 || size(a, a.shape.length - 1) !== size(b, b.shape.length - 2)) {
    throw new TraceError(
      'UNSUPPORTED_ARGUMENT',
      `a [${a.shape}] and b [${b.shape}] are not matrices with a common inner length`,
    );
  }
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(
    [...a.shape.slice(0, -2)],
    [...b.shape.slice(0, -2)],
  );
  const shape = [...batch, size(a, a.shape.length - 2), size(b, b.shape.length - 1)];
  return emit('MatMul', [a, b], a.dtype, shape);
}

function fusedMatMul(call: KernelCall): Value {
  return activated(batchMatMul(call), call);
}

/** Sums of products as Einstein wrote them, of one or two tensors. */
function einsum(call: KernelCall): Value {
  const terms = inputList(call);
  const equation = String(call.attributes.equation);
  const { allDims, idDims, summedDims } = tf.backend_util.decodeEinsumEquation(equation, terms.length);
  tf.backend_util.checkEinsumDimSizes(
    allDims.length,
    idDims,
    terms.map(({ shape }) => ({ shape: [...shape] }) as tf.Tensor),
  );
  const lengths = new Map<number, number>();
  for (const [term, dims] of idDims.entries()) {
    for (const [axis, dim] of dims.entries()) lengths.set(dim, terms[term]?.shape[axis] ?? 1);
  }
  // Dimensions are numbered in the order of the result, those summed over last.
  const shape = allDims.slice(0, allDims.length - summedDims.length).map((_, dim) => lengths.get(dim) ?? 1);
  const [first] = terms;
  if (first === undefined) throw new RangeError('Einsum needs at least one tensor');
  return emit('Einsum', terms, first.dtype, shape, { equation });
}

export const PRODUCTS: Readonly<Record<string, KernelEntry>> = {
  BatchMatMul: { lower: batchMatMul, gradient: 'tfjs', result: 'first' },
  Einsum: { lower: einsum, gradient: 'none', result: 'first' },
  _FusedMatMul: { lower: fusedMatMul, gradient: 'operation', result: 'first' },
};
