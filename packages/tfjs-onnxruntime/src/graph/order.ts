// Walks over the graph: what a set of values needs, and in which order.
import type { Node, Value } from '../value.ts';

/** Nodes needed for `outputs`, every node after those it depends on. Iterative: graphs are deep. */
export function dependencyOrder(outputs: readonly Value[]): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, 'open' | 'done'>();
  const stack = outputs.flatMap((value) => (value.node === undefined ? [] : [value.node])).reverse();
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    if (state.get(node) === undefined) {
      state.set(node, 'open');
      for (const input of [...node.inputs].reverse()) {
        if (input?.node !== undefined && state.get(input.node) === undefined) stack.push(input.node);
      }
    } else {
      stack.pop();
      if (state.get(node) === 'open') {
        state.set(node, 'done');
        order.push(node);
      }
    }
  }
  return order;
}

/** Leaves that the nodes and outputs refer to. */
export function leavesOf(nodes: readonly Node[], outputs: readonly Value[]): Set<Value> {
  const leaves = new Set<Value>();
  const note = (value: Value | undefined): void => {
    if (value !== undefined && value.node === undefined) leaves.add(value);
  };
  for (const node of nodes) node.inputs.forEach(note);
  outputs.forEach(note);
  return leaves;
}

/** How often each value is read, by nodes or as an output. */
export function useCounts(nodes: readonly Node[], outputs: readonly Value[]): Map<Value, number> {
  const counts = new Map<Value, number>();
  const note = (value: Value | undefined): void => {
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  };
  for (const node of nodes) node.inputs.forEach(note);
  outputs.forEach(note);
  return counts;
}
