// What makes two graphs the same but for the numbers that they are fed: the key
// of the cache of sessions.
import { createHash } from 'node:crypto';
import { bytesOf, type Node, type Value } from '../value.ts';

/** Shapes, axes and the like are part of a graph; all other leaves are fed to it. */
export function isFed(leaf: Value): boolean {
  return leaf.dtype !== 'int64';
}

/** What a leaf adds to the key beside dtype and shape where all but shapes are fed. */
function fixedContents(leaf: Value): string {
  return isFed(leaf) ? '' : (leaf.data?.join() ?? '');
}

/**
 * Equal for graphs whose sessions can stand for each other. `nodes` are in dependency order; `describe` tells leaves
 * apart that may not stand for each other.
 */
export function structureKey(
  nodes: readonly Node[],
  outputs: readonly Value[],
  describe: (leaf: Value) => string = fixedContents,
): string {
  const ids = new Map<Value, number>();
  const hash = createHash('sha256');
  const reference = (value: Value | undefined): string => {
    if (value === undefined) return '_';
    const known = ids.get(value);
    if (known !== undefined) return `${known}`;
    ids.set(value, ids.size);
    return `${value.dtype}[${value.shape}]${value.node === undefined ? describe(value) : ''}`;
  };
  for (const { op, domain, attributes, inputs, outputs: results } of nodes) {
    const kind = [op, domain ?? '', JSON.stringify(attributes)];
    hash.update(`${[...kind, ...inputs.map(reference), '>', ...results.map(reference)].join(' ')}\n`);
  }
  return hash.update(outputs.map(reference).join(' ')).digest('base64');
}

/** Bytes of all results in the graph, an upper bound of what its session keeps for them. */
export function resultBytes(nodes: readonly Node[]): number {
  return nodes.reduce((sum, node) => node.outputs.reduce((all, value) => all + bytesOf(value), sum), 0);
}
