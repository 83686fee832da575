// Makes gradients compute again what a checkpoint does not keep: copies of the checkpoint's nodes, which start
// from what it was given. The copies bear no mark, so they never become one with the originals.
import type { Node, Value } from '../value.ts';
import { dependencyOrder } from './order.ts';
import { withInputs } from './rewrite.ts';

/** The graph of `outputs`, in which nothing outside of a checkpoint reads what the checkpoint does not keep. */
export function recompute(outputs: readonly Value[]): Value[] {
  const nodes = dependencyOrder(outputs);
  if (nodes.every(({ checkpoint }) => checkpoint === undefined)) return [...outputs];
  const current = new Map<Value, Value>();
  const copies = new Map<Value, Value>();
  const now = (value: Value): Value => current.get(value) ?? value;
  for (const node of nodes) {
    const { checkpoint } = node;
    const copied = (value: Value): Value => copies.get(value) ?? now(value);
    if (checkpoint === undefined) {
      follow(node, withInputs(node, copied), current);
      continue;
    }
    follow(node, withInputs(node, now), current);
    const { checkpoint: _, ...unmarked } = node;
    const inside = (value: Value): boolean => value.node?.checkpoint === checkpoint;
    const copy = withInputs({ ...unmarked, outputs: [] }, (value) =>
      inside(value) ? copied(value) : now(value),
    );
    for (const { dtype, shape } of node.outputs) copy.outputs.push({ dtype, shape, node: copy });
    follow(node, copy, copies);
    for (const value of node.outputs) if (checkpoint.kept.has(value)) copies.delete(value);
  }
  return outputs.map(now);
}

/** Notes which outputs took the place of the node's. */
function follow(node: Node, other: Node, places: Map<Value, Value>): void {
  for (const [index, value] of node.outputs.entries()) places.set(value, other.outputs[index] ?? value);
}
