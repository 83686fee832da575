// Cheap results that are there when most memory is held, and only wait for the gradient, are computed a second time
// instead: sums, differences and products of what is held anyway, or is small.
import { isView, type Node, sizeOf, type Value } from '../value.ts';
import { dependencyOrder } from './order.ts';
import { peakOf } from './peak.ts';
import { withInputs } from './rewrite.ts';

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
  readonly #early: ReadonlySet<Node>;
  /** Memory that is held at the peak. */
  readonly #held: ReadonlySet<Value>;
  readonly #kept: ReadonlySet<Value>;
  readonly #passes = new Map<Value, number>();
  readonly #copies = new Map<Value, Value>();

  constructor(early: readonly Node[], late: readonly Node[], outputs: readonly Value[]) {
    this.#early = new Set(early);
    this.#kept = new Set(outputs.map(ownerOf));
    this.#held = new Set(
      late.flatMap(({ inputs }) => inputs.flatMap((value) => (value ? ownerOf(value) : []))),
    );
  }

  graphOf(late: readonly Node[], outputs: readonly Value[]): Value[] {
    const current = new Map<Value, Value>();
    for (const node of late) {
      const inputs = node.inputs.map((value) => value && (current.get(value) ?? this.#late(value)));
      const moved = withInputs(node, inputs);
      for (const [index, value] of node.outputs.entries()) current.set(value, moved.outputs[index] ?? value);
    }
    return outputs.map((value) => current.get(value) ?? value);
  }

  /** A value as nodes behind the peak get it. */
  #late(value: Value): Value {
    const { node } = value;
    const isAgain = node !== undefined && this.#isLarge(value) && this.#passesOf(value) <= PASSES;
    return isAgain && !this.#kept.has(ownerOf(value)) ? this.#copyOf(value, node) : value;
  }

  #copyOf(value: Value, node: Node): Value {
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    const inputs = node.inputs.map((input) => input && this.#late(input));
    const outputs: Value[] = [];
    const copy: Node = { ...node, inputs, outputs };
    const made: Value = { dtype: value.dtype, shape: value.shape, node: copy };
    outputs.push(made);
    this.#copies.set(value, made);
    return made;
  }

  /** How many passes give it behind the peak, from what is there; infinitely many where there is no such way. */
  #passesOf(value: Value): number {
    const known = this.#passes.get(value);
    if (known !== undefined) return known;
    const passes = this.#countPasses(value);
    this.#passes.set(value, passes);
    return passes;
  }

  #countPasses({ node }: Value): number {
    if (node === undefined || !this.#early.has(node) || node.outputs.length !== 1)
      return Number.POSITIVE_INFINITY;
    if (!isView(node) && !CHEAP.has(node.op)) return Number.POSITIVE_INFINITY;
    const before = node.inputs.map((input) =>
      input === undefined || this.#isThere(input) ? 0 : this.#passesOf(input),
    );
    return before.reduce((sum, passes) => sum + passes, isView(node) ? 0 : 1);
  }

  /** Whether it costs no memory at the peak that it is read behind it. */
  #isThere(value: Value): boolean {
    if (!this.#isLarge(value) || this.#kept.has(ownerOf(value))) return true;
    return this.#held.has(ownerOf(value)) && this.#passesOf(value) > PASSES;
  }

  #isLarge(value: Value): boolean {
    return value.node !== undefined && sizeOf(value.shape) >= LARGE;
  }
}

/** The value whose memory this one shows. */
function ownerOf(value: Value): Value {
  const source = value.node !== undefined && isView(value.node) ? value.node.inputs[0] : undefined;
  return source === undefined ? value : ownerOf(source);
}
