// One pass over a graph, from leaves to outputs: every node meets the rules with
// its inputs already rewritten, and equal nodes and constants become one.
import type { Checkpoint, ElementType, Node, Value } from '../value.ts';
import type { Constants } from './constants.ts';
import { dependencyOrder, useCounts } from './order.ts';

/**
 * What takes the place of the output of a node that has one; undefined where the rule has nothing to say. `uses` tells
 * how often a value is read: what is read twice must stay.
 */
export type Rule = (node: Node, uses: (value: Value) => number) => Value | undefined;

export interface Replacement {
  readonly op: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly shape: readonly number[];
  readonly dtype: ElementType;
  readonly attributes?: Node['attributes'];
  readonly domain?: string;
}

/** A node with one output that stands where `node` stood. */
export function inPlaceOf(node: Node, { shape, dtype, attributes = {}, ...rest }: Replacement): Value {
  const { scope, checkpoint } = node;
  const made: Node = { ...rest, attributes, outputs: [], scope, ...(checkpoint && { checkpoint }) };
  const value: Value = { dtype, shape, node: made };
  made.outputs.push(value);
  return value;
}

/** The graph of `outputs` with `rule` applied to every node until it is silent. */
export function rewrite(outputs: readonly Value[], constants: Constants, rule: Rule): Value[] {
  const rewritten = new Map<Value, Value>();
  const unique = new Deduplication(constants);
  const current = (value: Value): Value => rewritten.get(value) ?? value;
  const nodes = dependencyOrder(outputs);
  const counts = useCounts(nodes, outputs);
  const uses = (value: Value): number => counts.get(value) ?? 0;
  const ruled = (node: Node): Value | undefined => rule(node, uses);
  for (const node of nodes) {
    const results = unique.outputsOf(withInputs(node, current));
    for (let i = 0; i < results.length; i++) {
      const [output, value] = [node.outputs[i], results[i]];
      if (output === undefined || value === undefined) continue;
      const result = results.length > 1 ? value : settle(value, ruled, unique);
      if (result === output) continue;
      rewritten.set(output, result);
      counts.set(result, uses(result) + uses(output));
    }
  }
  return outputs.map(current);
}

/** The graph of `outputs` with some values taken for others. */
export function substitute(outputs: readonly Value[], others: ReadonlyMap<Value, Value>): Value[] {
  if (others.size === 0) return [...outputs];
  const current = new Map(others);
  const now = (value: Value): Value => current.get(value) ?? value;
  for (const node of dependencyOrder(outputs)) {
    const moved = withInputs(node, now);
    if (moved === node) continue;
    for (const [index, output] of node.outputs.entries()) {
      if (!others.has(output)) current.set(output, moved.outputs[index] ?? output);
    }
  }
  return outputs.map(now);
}

/** Applies the rule again to what it gave; leaves and values met before are settled already. */
function settle(value: Value, rule: (node: Node) => Value | undefined, unique: Deduplication): Value {
  let result = value;
  while (result.node !== undefined && unique.isNew(result.node)) {
    const next = rule(result.node);
    if (next === undefined) break;
    result = unique.same(next);
  }
  return result;
}

/** The node with what `now` gives for each of its inputs; itself where these are the same. */
export function withInputs(node: Node, now: (value: Value) => Value): Node {
  if (node.inputs.every((value) => value === undefined || now(value) === value)) return node;
  const moved: Node = { ...node, inputs: node.inputs.map((value) => value && now(value)), outputs: [] };
  for (const { dtype, shape } of node.outputs) moved.outputs.push({ dtype, shape, node: moved });
  return moved;
}

/** Finds the node that computes the same: same operation on the same inputs, in the same checkpoint. */
class Deduplication {
  readonly #ids = new Map<Value | Checkpoint, number>();
  readonly #nodes = new Map<string, Node>();
  readonly #settled = new Set<Node>();
  readonly #firstEqual: (value: Value) => Value;

  constructor(constants: Constants) {
    this.#firstEqual = (value) => constants.firstEqual(value);
  }

  outputsOf(given: Node): readonly Value[] {
    const node = withInputs(given, this.#firstEqual);
    const key = this.#keyOf(node);
    const known = this.#nodes.get(key);
    if (known !== undefined) return known.outputs;
    this.#nodes.set(key, node);
    return node.outputs;
  }

  same(value: Value): Value {
    if (value.node === undefined) return value;
    return this.outputsOf(value.node)[value.node.outputs.indexOf(value)] ?? value;
  }

  /** Whether this is the first question about the node. */
  isNew(node: Node): boolean {
    if (this.#settled.has(node)) return false;
    this.#settled.add(node);
    return true;
  }

  /** Types and shapes of results follow from these, but not how many are asked for. */
  #keyOf({ op, domain, inputs, attributes, outputs, checkpoint }: Node): string {
    let key = `${op};${domain ?? ''};${outputs.length};${this.#idOf(checkpoint)}`;
    for (const input of inputs) key += `,${this.#idOf(input)}`;
    for (const name in attributes) key += `;${name}=${JSON.stringify(attributes[name])}`;
    return key;
  }

  #idOf(one: Value | Checkpoint | undefined): number | '' {
    if (one === undefined) return '';
    const known = this.#ids.get(one);
    if (known !== undefined) return known;
    this.#ids.set(one, this.#ids.size);
    return this.#ids.size - 1;
  }
}
