// How many nodes stand behind a value, known in advance for most: a loop may add to a graph for as long as it
// likes, and walking it each time would take longer than computing it.
import type { Node, Value } from '../value.ts';
import { dependencyOrder } from './order.ts';

export class GraphSizes {
  readonly #limit: number;
  /** At least as many nodes as the node and those that it depends on. */
  readonly #bounds = new WeakMap<Node, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether more nodes than the limit stand behind the value. */
  isOver(value: Value): boolean {
    const { node } = value;
    if (node === undefined || this.#boundOf(node) <= this.#limit) return false;
    const exact = dependencyOrder([value]).length;
    this.#bounds.set(node, exact);
    return exact > this.#limit;
  }

  /** What two inputs share is counted twice here. */
  #boundOf(node: Node): number {
    const known = this.#bounds.get(node);
    if (known !== undefined) return known;
    let bound = 1;
    for (const input of new Set(node.inputs))
      if (input?.node !== undefined) bound += this.#boundOf(input.node);
    this.#bounds.set(node, bound);
    return bound;
  }
}
