// What a node costs: floating point operations, and bytes read and written. Counted
// from shapes alone. A multiplication and an addition are two; an elementwise
// operation is one for each element, whichever it is; moving data is none.
import { bytesOf, isView, type Node, sizeOf, type Value, WAIT } from '../value.ts';

export interface Cost {
  readonly flops: number;
  readonly bytes: number;
}

export function costOf(node: Node): Cost {
  return { flops: (FLOPS[node.op] ?? perElement(1))(node), bytes: bytesMoved(node) };
}

/** They read as much as they write, wherever it lies in what they are given. */
const PICKING = new Set(['Gather', 'GatherND', 'Slice']);

function bytesMoved(node: Node): number {
  if (isView(node) || node.op === WAIT) return 0;
  const written = node.outputs.reduce((sum, value) => sum + bytesOf(value), 0);
  const [source, ...others] = node.inputs.flatMap((value) => (value === undefined ? [] : [value]));
  const read = source === undefined ? 0 : PICKING.has(node.op) ? written : bytesOf(source);
  return others.reduce((sum, value) => sum + bytesOf(value), read + written);
}

type Count = (node: Node) => number;

const result = (node: Node): Value => node.outputs[0] as Value;
const operand = (node: Node, index: number): Value => node.inputs[index] as Value;
const perElement =
  (operations: number): Count =>
  (node) =>
    operations * sizeOf(result(node).shape);
const perInputElement: Count = (node) => sizeOf(operand(node, 0).shape);

const hasBias = ({ op, inputs }: Node): boolean => inputs.length > (op === 'DynamicQuantizeMatMul' ? 4 : 2);

/** Two for each number of the result and each of the common inner length; a bias one more. */
const product: Count = (node) => {
  const inner = operand(node, 0).shape.at(node.attributes.transA === 1 ? -2 : -1) ?? 1;
  return sizeOf(result(node).shape) * (2 * inner + (hasBias(node) ? 1 : 0));
};

/** The weights are `[outputs, inputs of a group, ...window]`. */
const convolution: Count = (node) => 2 * sizeOf(result(node).shape) * sizeOf(operand(node, 1).shape.slice(1));

/** The weights are `[inputs, outputs of a group, ...window]`. */
const transposedConvolution: Count = (node) =>
  2 * sizeOf(operand(node, 0).shape) * sizeOf(operand(node, 1).shape.slice(1));

const pool: Count = (node) =>
  sizeOf(result(node).shape) * sizeOf(node.attributes.kernel_shape as readonly number[]);

/** As many products as there are combinations of all indices. */
const einsum: Count = (node) => {
  const lengths = new Map<string, number>();
  const [terms = ''] = String(node.attributes.equation).replaceAll(' ', '').split('->');
  for (const [term, indices] of terms.split(',').entries()) {
    for (const [axis, index] of [...indices].entries())
      lengths.set(index, operand(node, term).shape[axis] ?? 1);
  }
  return node.inputs.length * sizeOf([...lengths.values()]);
};

const MOVES = [
  ...['Cast', 'Concat', 'Expand', 'Gather', 'GatherND', 'Pad', 'Reshape', 'ScatterElements', 'ScatterND'],
  ...['Slice', 'Split', 'Tile', 'Transpose', WAIT],
];
const REDUCTIONS = [
  ...['ArgMax', 'ArgMin', 'CumSum', 'ReduceL1', 'ReduceMax', 'ReduceMean', 'ReduceMin', 'ReduceProd'],
  ...['ReduceSum', 'TopK'],
];

const FLOPS: Readonly<Record<string, Count>> = {
  ...Object.fromEntries(MOVES.map((op) => [op, () => 0])),
  ...Object.fromEntries(REDUCTIONS.map((op) => [op, perInputElement])),
  MatMul: product,
  FusedMatMul: product,
  Gemm: product,
  DynamicQuantizeMatMul: product,
  Einsum: einsum,
  Conv: convolution,
  ConvTranspose: transposedConvolution,
  AveragePool: pool,
  MaxPool: pool,
  // Maximum, difference, exponential, sum, quotient.
  Softmax: perElement(5),
  LogSoftmax: perElement(5),
  // Sum, difference, square, sum of squares, inverse deviation, scale, shift.
  LayerNormalization: perElement(7),
  Sum: (node) => (node.inputs.length - 1) * sizeOf(result(node).shape),
};
