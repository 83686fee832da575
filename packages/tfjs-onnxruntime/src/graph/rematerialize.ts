// Cheap results that are there when most memory is held, and only wait for the gradient, are computed a second time
// instead: sums, differences and products of what is held anyway, or is small.
import { isView, type Node, sizeOf, type Value } from '../value.ts';
import { dependencyOrder } from './order.ts';
import { ownerOf, peakOf } from './peak.ts';
import { inPlaceOf, withInputs } from './rewrite.ts';

/** A pass over memory each, and no more. */
const CHEAP = new Set(['Add', 'Div', 'Expand', 'Mul', 'Relu', 'Sub']);
/** Of how many such passes a result may need to be computed again. */
const PASSES = 2;
/** Elements of the smallest result that is worth it. */
const LARGE = 1 << 16;
/** Bytes at the peak of the smallest graph, and share of them that is saved at least, for which longer runs are worth it. */
const MUCH = 1 << 28;
const SHARE = 0.05;

/** The graph of `outputs` which holds less memory when it holds most. */
export function rematerialize(outputs: readonly Value[], much = MUCH): Value[] {
  const nodes = dependencyOrder(outputs);
  const peak = peakOf(nodes, outputs, new Set());
  if (peak.at === undefined || peak.bytes < much) return [...outputs];
  const early = nodes.slice(0, nodes.indexOf(peak.at) + 1);
  const late = nodes.slice(early.length);
  const again = new Again(early, late, outputs);
  const made = again.graphOf(late, outputs);
  const after = peakOf(dependencyOrder(made), made, new Set());
  return after.bytes < peak.bytes * (1 - SHARE) ? made : [...outputs];
}

/** What is computed again, of the results of nodes before the peak for those behind it. */
class Again {
  /** Memory that is held at the peak. */
  readonly #held: ReadonlySet<Value>;
  readonly #kept: ReadonlySet<Value>;
  /** How many passes give a result behind the peak, from what is there; absent where there is no such way. */
  readonly #passes = new Map<Value, number>();
  readonly #copies = new Map<Value, Value>();

  constructor(early: readonly Node[], late: readonly Node[], outputs: readonly Value[]) {
    this.#kept = new Set(outputs.map((value) => ownerOf(value)));
    this.#held = new Set(
      late.flatMap(({ inputs }) => inputs.flatMap((value) => (value ? ownerOf(value) : []))),
    );
    for (const node of early) {
      const [result, another] = node.outputs;
      const passes = this.#passesOf(node);
      if (result !== undefined && another === undefined && passes <= PASSES) this.#passes.set(result, passes);
    }
  }

  graphOf(late: readonly Node[], outputs: readonly Value[]): Value[] {
    const current = new Map<Value, Value>();
    const now = (value: Value): Value => current.get(value) ?? this.#late(value);
    for (const node of late) {
      const moved = withInputs(node, now);
      for (const [index, value] of node.outputs.entries()) current.set(value, moved.outputs[index] ?? value);
    }
    return outputs.map((value) => current.get(value) ?? value);
  }

  /** A value as nodes behind the peak get it. */
  #late(value: Value): Value {
    const { node } = value;
    const isAgain = node !== undefined && this.#isLarge(value) && this.#passes.has(value);
    return isAgain && !this.#kept.has(ownerOf(value)) ? this.#copyOf(value, node) : value;
  }

  #copyOf(value: Value, node: Node): Value {
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    const inputs = node.inputs.map((input) => input && this.#late(input));
    const { shape, dtype } = value;
    const copy = inPlaceOf(node, { ...node, inputs, shape, dtype });
    this.#copies.set(value, copy);
    return copy;
  }

  #passesOf(node: Node): number {
    if (!isView(node) && !CHEAP.has(node.op)) return Number.POSITIVE_INFINITY;
    const before = node.inputs.map((input) => {
      if (input === undefined || !this.#isLarge(input) || this.#kept.has(ownerOf(input))) return 0;
      // What is held at the peak is there, unless it is computed again itself.
      return this.#passes.get(input) ?? (this.#held.has(ownerOf(input)) ? 0 : Number.POSITIVE_INFINITY);
    });
    return before.reduce((sum, passes) => sum + passes, isView(node) ? 0 : 1);
  }

  #isLarge(value: Value): boolean {
    return value.node !== undefined && sizeOf(value.shape) >= LARGE;
  }
}
