// State whose new value may be written where the old one lies: all that reads
// the old one is done by then, whatever order ONNX Runtime chooses.
import { isView, type Node, type Value, WAIT } from '../value.ts';
import { dependencyOrder, useCounts } from './order.ts';

/** Operations that read an element of an operand of the result's shape before they write it; ONNX Runtime says so. */
const ELEMENTWISE = new Set(['Add', 'Div', 'Mul', 'Sub']);
/** How many nodes behind a reader of the old value the new one is looked for. */
const REACH = 10;
/** And among how many at the same distance. */
const WIDTH = 100;

/**
 * Positions of those outputs that may be written to the memory of the leaf that they replace.
 * @param replaced by position, the leaf that holds what the output is the new value of
 */
export function overwritable(outputs: readonly Value[], replaced: ReadonlyMap<number, Value>): number[] {
  const nodes = dependencyOrder(outputs);
  const readers = readersOf(nodes);
  const given = useCounts([], outputs);
  const isBefore = precedence(nodes, readers);
  return [...replaced].flatMap(([position, leaf]) => {
    const output = outputs[position];
    if (output?.node === undefined || given.get(output) !== 1) return [];
    const all = throughViews(leaf, readers);
    const isGiven = all.views.some((view) => given.has(view));
    const last = output.node;
    const isDone = (node: Node): boolean => (node === last ? isElementwise(node) : isBefore(node, last));
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
function throughViews(value: Value, readers: Readers): { nodes: Node[]; views: Value[] } {
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

type Readers = ReadonlyMap<Value, readonly Node[]>;

/** Tells whether a node is done when another begins: where the other is near behind it, or behind something that waits for it. */
function precedence(nodes: readonly Node[], readers: Readers): (node: Node, other: Node) => boolean {
  const followers = new Map<Node, readonly Node[]>();
  const next = (node: Node): readonly Node[] => {
    const known = followers.get(node) ?? node.outputs.flatMap((value) => readers.get(value) ?? []);
    followers.set(node, known);
    return known;
  };
  const previous = ({ inputs }: Node): Node[] => inputs.flatMap((value) => value?.node ?? []);
  const waits = nodes
    .filter(isWaiting)
    .map((node) => ({ awaited: reachable(node, previous), waiting: reachable(node, next) }));
  const isNear = (node: Node, other: Node): boolean => {
    let front = [node];
    for (let step = 0; step < REACH && front.length <= WIDTH && !front.includes(other); step++)
      front = after(front, next);
    return front.includes(other);
  };
  return (node, other) =>
    waits.some(({ awaited, waiting }) => awaited.has(node) && waiting.has(other)) || isNear(node, other);
}

const isWaiting = ({ inputs }: Node): boolean => inputs[0]?.node?.op === WAIT;

type Step = (node: Node) => readonly Node[];

const after = (nodes: readonly Node[], step: Step): Node[] => [...new Set(nodes.flatMap(step))];

/** Nodes to which any number of steps leads. */
function reachable(node: Node, step: Step): Set<Node> {
  const found = new Set<Node>();
  let front = after([node], step);
  while (front.length > 0) {
    for (const one of front) found.add(one);
    front = after(front, step).filter((one) => !found.has(one));
  }
  return found;
}
