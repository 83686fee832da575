// Walks over the graph: what a set of values needs, and in which order.
import { type Node, type Value, WAIT } from '../value.ts';

/** Nodes needed for `outputs`, every node after those it depends on. Iterative: graphs are deep. */
export function dependencyOrder(outputs: readonly Value[]): Node[] {
  const order = new Set<Node>();
  const opened = new Set<Node>();
  const stack: Node[] = [];
  const pushNodesOf = (values: readonly (Value | undefined)[]): void => {
    for (let i = values.length - 1; i >= 0; i--) {
      const node = values[i]?.node;
      if (node !== undefined && !opened.has(node)) stack.push(node);
    }
  };
  pushNodesOf(outputs);
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    if (opened.has(node)) {
      stack.pop();
      order.add(node);
    } else {
      opened.add(node);
      pushNodesOf(node.inputs);
    }
  }
  return [...order];
}

/**
 * The nodes in an order from which ONNX Runtime, which has its own, runs them with little memory in use. It goes from the last node
 * without consumers to the first, and of each node's inputs computes that of the last node first. So deep nodes come late: a gradient
 * is there before the activation that it meets, which may be computed again. And of the results shallow ones come
 * late: the last layer's gradient is done with before the first layer's begins. What only waits for results (`after`)
 * takes them in that order too.
 */
export function executionOrder(outputs: readonly Value[]): Node[] {
  const nodes = dependencyOrder(outputs);
  // Deeper than all: from there on depths of what is waited for count downwards.
  const bottom = 2 * nodes.length;
  const depths = new Map<Node, number>();
  const consumed = new Set<Node>();
  for (const node of nodes) {
    let depth = 0;
    for (const input of node.inputs) {
      if (input?.node === undefined) continue;
      consumed.add(input.node);
      depth = Math.max(depth, 1 + (depths.get(input.node) ?? 0));
    }
    depths.set(node, node.op === WAIT ? bottom - depth : depth);
  }
  const depthOf = (node: Node): number => depths.get(node) ?? 0;
  const inner = nodes.filter((node) => consumed.has(node)).sort((a, b) => depthOf(a) - depthOf(b));
  const results = nodes.filter((node) => !consumed.has(node)).sort((a, b) => depthOf(b) - depthOf(a));
  return [...inner, ...results];
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
