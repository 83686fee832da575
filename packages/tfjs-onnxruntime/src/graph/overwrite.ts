// State whose new value may be written where the old one lies: all that reads
// the old one is done by then, whatever order ONNX Runtime chooses.
import { isView, type Node, type Value, WAIT } from '../value.ts';
import { dependencyOrder, useCounts } from './order.ts';

/** Operations that read an element of an operand of the result's shape before they write it; ONNX Runtime says so. */
const ELEMENTWISE = new Set(['Add', 'Div', 'Mul', 'Sub']);
/** How many nodes before the new value readers of the old one are looked for. */
const REACH = 10;

/**
 * Positions of those outputs that may be written to the memory of the leaf that they replace.
 * @param replaced by position, the leaf that holds what the output is the new value of
 */
export function overwritable(outputs: readonly Value[], replaced: ReadonlyMap<number, Value>): number[] {
  const readers = readersOf(dependencyOrder(outputs));
  const given = useCounts([], outputs);
  const doneBefore = doneBeforeIn();
  return [...replaced].flatMap(([position, leaf]) => {
    const output = outputs[position];
    if (output?.node === undefined || given.get(output) !== 1) return [];
    const all = throughViews(leaf, readers);
    const isGiven = all.views.some((view) => given.has(view));
    const done = doneBefore(output.node);
    const isDone = (node: Node): boolean =>
      (node === output.node && isElementwise(node)) || done.some((nodes) => nodes.has(node));
    return !isGiven && all.nodes.every(isDone) ? [position] : [];
  });
}

function isElementwise({ op, inputs, outputs: [result] }: Node): boolean {
  return ELEMENTWISE.has(op) && inputs.every((input) => input?.shape.join() === result?.shape.join());
}

function readersOf(nodes: readonly Node[]): Map<Value, Node[]> {
  const readers = new Map<Value, Node[]>();
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) {
      if (input === undefined) continue;
      const known = readers.get(input);
      if (known === undefined) readers.set(input, [node]);
      else known.push(node);
    }
  }
  return readers;
}

/** Nodes that read the value's memory, and the values that lie in it. */
function throughViews(
  value: Value,
  readers: ReadonlyMap<Value, readonly Node[]>,
): { nodes: Node[]; views: Value[] } {
  const views = [value];
  const nodes: Node[] = [];
  for (const view of views) {
    for (const node of readers.get(view) ?? []) {
      nodes.push(node);
      if (isView(node)) views.push(...node.outputs);
    }
  }
  return { nodes, views };
}

/** Tells the nodes that are done when a node begins: those near it, and all that those wait for which wait near it. */
function doneBeforeIn(): (node: Node) => ReadonlySet<Node>[] {
  const known = new Map<Node, ReadonlySet<Node>>();
  const awaitedBy = (node: Node): ReadonlySet<Node> => {
    const awaited = known.get(node) ?? ancestorsOf(node, Number.POSITIVE_INFINITY);
    known.set(node, awaited);
    return awaited;
  };
  return (node) => {
    const near = ancestorsOf(node, REACH);
    return [near, ...[...near].filter(isWaiting).map(awaitedBy)];
  };
}

const isWaiting = ({ inputs }: Node): boolean => inputs[0]?.node?.op === WAIT;

/** Nodes from which a path of at most `reach` leads to this one. */
function ancestorsOf(node: Node, reach: number): Set<Node> {
  const found = new Set<Node>();
  let front = [node];
  for (let step = 0; step < reach && front.length > 0; step++) {
    const inputs = front.flatMap((one) => one.inputs.flatMap((value) => value?.node ?? []));
    front = [...new Set(inputs)].filter((one) => !found.has(one));
    for (const one of front) found.add(one);
  }
  return found;
}
