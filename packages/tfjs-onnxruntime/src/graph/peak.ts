// Memory that the results of a graph's nodes take while it runs: each is there from
// the node that computes it to the last one that reads it. ONNX Runtime computes some
// operations in place, so it may need less.
import { bytesOf, isView, type Node, type Value } from '../value.ts';

export interface Peak {
  readonly bytes: number;
  /** The node that ran when most was held; absent in a graph without nodes. */
  readonly at?: Node;
}

/**
 * @param nodes in the order in which they run
 * @param outputs are kept to the end
 * @param elsewhere values that are written to memory which is there anyway
 */
export function peakOf(
  nodes: readonly Node[],
  outputs: readonly Value[],
  elsewhere: ReadonlySet<Value>,
): Peak {
  const kept = new Set(outputs);
  const owner = (value: Value): Value => ownerOf(value, kept);
  const lastReader = new Map<Value, Node>();
  for (const node of nodes) {
    for (const value of [...node.inputs, ...node.outputs]) if (value) lastReader.set(owner(value), node);
  }
  const ends = new Map<Node, Value[]>();
  for (const [value, node] of lastReader) {
    if (value.node === undefined || kept.has(value)) continue;
    ends.set(node, [...(ends.get(node) ?? []), value]);
  }
  let held = 0;
  let peak: Peak = { bytes: 0 };
  for (const node of nodes) {
    for (const value of node.outputs) {
      if (owner(value) === value && !elsewhere.has(value)) held += bytesOf(value);
    }
    if (held > peak.bytes) peak = { bytes: held, at: node };
    for (const value of ends.get(node) ?? []) if (!elsewhere.has(value)) held -= bytesOf(value);
  }
  return peak;
}

/**
 * The value whose memory this one shows.
 * @param own views that have memory of their own
 */
export function ownerOf(value: Value, own?: ReadonlySet<Value>): Value {
  const source =
    value.node !== undefined && isView(value.node) && !own?.has(value) ? value.node.inputs[0] : undefined;
  return source === undefined ? value : ownerOf(source, own);
}
