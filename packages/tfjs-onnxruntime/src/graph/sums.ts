// Sums over rows, such as the gradients of biases, as a product with a row of
// ones: ONNX Runtime's own sum takes twice the time for it, and adds the rows
// one after the other where a product adds up blocks of them.
import { hostValue, sizeOf, type Value } from '../value.ts';
import type { Constants } from './constants.ts';
import { inPlaceOf, type Rule } from './rewrite.ts';
import { reshaped } from './simplify.ts';

/** Below this many elements a sum takes no longer than the operations in its place. */
const WORTH = 16_384;

export function sumsAsProducts(constants: Constants): Rule {
  const onesOf = rowsOfOnes();
  return (node) => {
    const [x, axes] = node.inputs;
    const [sum] = node.outputs;
    if (node.op !== 'ReduceSum' || x?.dtype !== 'float32' || axes === undefined || sum === undefined)
      return undefined;
    const columns = sizeOf(sum.shape);
    if (sizeOf(x.shape) < WORTH || columns === 1) return undefined;
    if (!constants.isConstant(axes) || !areLeading(axes, x.shape.length)) return undefined;

    const rows = sizeOf(x.shape) / columns;
    const inputs = [onesOf(rows), reshaped(node, x, [rows, columns])];
    const product = inPlaceOf(node, { op: 'MatMul', inputs, shape: [1, columns], dtype: 'float32' });
    return reshaped(node, product, sum.shape);
  };
}

/** Constants `[1, length]`, each made once. */
function rowsOfOnes(): (length: number) => Value {
  const made = new Map<number, Value>();
  return (length) => {
    const ones = made.get(length) ?? hostValue(new Float32Array(length).fill(1), 'float32', [1, length]);
    made.set(length, ones);
    return ones;
  };
}

/** Whether the axes are the first ones. */
function areLeading({ data }: Value, rank: number): boolean {
  const axes = new Set(Array.from<unknown, number>(data ?? [], (axis) => (Number(axis) + rank) % rank));
  return [...axes.keys()].every((axis) => axis < axes.size);
}
