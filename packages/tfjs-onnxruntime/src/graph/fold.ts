// Computes, once and before the first run, what does not depend on any input:
// position biases of frozen encoders, transposed frozen weights, masks.
import { type HostArray, hostValue, isView, type Node, sizeOf, type Value } from '../value.ts';
import { type Constants, LARGE } from './constants.ts';
import { dependencyOrder } from './order.ts';
import { untransposed } from './products.ts';
import { substitute } from './rewrite.ts';

/** Computes values that depend on constants only. */
export type Evaluate = (values: readonly Value[]) => Promise<readonly HostArray[]>;

/** A constant that is only spread out costs more memory folded than time unfolded. */
const INFLATING = new Set(['Expand', 'Tile']);

/** The graph of `outputs` with every constant part replaced by what it computes. */
export async function fold(
  outputs: readonly Value[],
  constants: Constants,
  evaluate: Evaluate,
): Promise<Value[]> {
  const parts = constantParts(outputs, constants);
  const results = parts.length === 0 ? [] : await evaluate(parts);
  const folded = new Map<Value, Value>();
  for (const [index, part] of parts.entries()) {
    const data = results[index];
    if (data !== undefined) folded.set(part, { ...hostValue(data, part.dtype, part.shape), owned: true });
  }
  return substitute(outputs, folded);
}

/** Computed from constants alone, but read by something that is not, or an output. */
function constantParts(outputs: readonly Value[], constants: Constants): Value[] {
  const computed = new Set<Value>();
  const parts = new Set<Value>();
  const note = (value: Value | undefined): void => {
    if (value !== undefined && computed.has(value)) parts.add(value);
  };
  for (const node of dependencyOrder(outputs)) {
    const known = node.inputs.every(
      (value) => value === undefined || computed.has(value) || constants.isConstant(value),
    );
    if (known && !INFLATING.has(node.op) && !showsWeight(node)) {
      for (const result of node.outputs) computed.add(result);
    } else node.inputs.forEach(note);
  }
  outputs.forEach(note);
  return [...parts];
}

/** A large weight in another shape, or transposed where products take it as it lies, need not be there a second time. */
function showsWeight(node: Node): boolean {
  const source = isView(node) ? node.inputs[0] : untransposed(node.outputs[0]);
  return source !== undefined && source.node === undefined && sizeOf(source.shape) >= LARGE;
}
