// Sums over rows, such as the gradients of biases, and over everything, such as
// those of gates, as products with rows of ones, first of blocks of rows and then
// of what they come to. ONNX Runtime's own sum takes twice the time, and adds one
// row, or number, after the other.
import { int64s } from '../emit.ts';
import { blocksOf, divisorOf } from '../row-blocks.ts';
import { hostValue, sizeOf, type Value } from '../value.ts';
import type { Constants } from './constants.ts';
import { inPlaceOf, type Rule } from './rewrite.ts';
import { reshaped } from './simplify.ts';

/** Below this many elements a sum takes no longer than the operations in its place. */
const WORTH = 16_384;
/** Columns, at most, that numbers which all come to one sum are laid out in: little is left for ONNX Runtime's own sum to add. */
const WIDTH = 1024;

export function sumsAsProducts(constants: Constants): Rule {
  const onesOf = rowsOfOnes();
  return (node) => {
    const [x, axes] = node.inputs;
    const [sum] = node.outputs;
    if (node.op !== 'ReduceSum' || x?.dtype !== 'float32' || axes === undefined || sum === undefined)
      return undefined;
    const size = sizeOf(x.shape);
    const ofAll = sizeOf(sum.shape) === 1;
    const columns = ofAll ? divisorOf(size, WIDTH) : sizeOf(sum.shape);
    if (size < WORTH || columns === 1) return undefined;
    if (!constants.isConstant(axes) || !areLeading(axes, x.shape.length)) return undefined;

    const sums = (of: Value, blocks: number, rows: number): Value =>
      inPlaceOf(node, {
        op: 'MatMul',
        inputs: [onesOf(rows), reshaped(node, of, [blocks, rows, columns])],
        shape: [blocks, 1, columns],
        dtype: 'float32',
      });
    const rows = size / columns;
    const blocks = blocksOf(rows);
    const ofBlocks = sums(x, blocks, rows / blocks);
    const product = blocks === 1 ? ofBlocks : sums(ofBlocks, 1, blocks);
    if (!ofAll) return reshaped(node, product, sum.shape);
    const inputs = [product, int64s([0, 1, 2])];
    const attributes = { ...node.attributes, keepdims: 0 };
    const total = inPlaceOf(node, { op: 'ReduceSum', inputs, shape: [], dtype: 'float32', attributes });
    return reshaped(node, total, sum.shape);
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
