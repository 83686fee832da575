// Graphs by hand: nodes and leaves of which only operation and shapes matter.
import type { Node, Value } from '../src/value.ts';

export function node(
  op: string,
  inputs: Value[],
  shapes: number[][],
  attributes: Node['attributes'] = {},
): Node {
  const made: Node = { op, inputs, outputs: [], attributes, scope: '' };
  for (const shape of shapes) made.outputs.push({ dtype: 'float32', shape, node: made });
  return made;
}

export const leaf = (...shape: number[]): Value => ({ dtype: 'float32', shape });
