// Frozen weights that an earlier graph moved to the worker, as constants again, so that they can be rounded.
// A cell that a compiled step writes to holds no frozen weight.
import { substitute } from '../graph/rewrite.ts';
import type { Nested } from '../nested.ts';
import { runtime } from '../runtime/runtime.ts';
import type { Source, Trace } from '../trace.ts';
import { hostValue, type Value } from '../value.ts';

const written = new Set<number>();

/** Tells that runs write to the cell. */
export function noteWritten(cell: number): void {
  written.add(cell);
}

export function isWritten({ cell }: Value): boolean {
  return cell !== undefined && written.has(cell);
}

/** The trace with what the worker holds of frozen matrices in it. Their variables are among its constants. */
export async function withFrozenCells<T extends Trace<Nested>>(traced: T): Promise<T> {
  const feeds = new Map<Value, Source>();
  const constants = [...traced.constants];
  const fetched = new Map<Value, Value>();
  for (const [leaf, source] of traced.feeds) {
    if (!('variable' in source) || source.variable.trainable || !isFrozenMatrix(leaf)) {
      feeds.set(leaf, source);
      continue;
    }
    const { data } = await runtime.getCell(leaf.cell);
    fetched.set(leaf, hostValue(data, leaf.dtype, leaf.shape));
    constants.push({ variable: source.variable, value: leaf });
  }
  if (fetched.size === 0) return traced;
  return { ...traced, feeds, constants, outputs: substitute(traced.outputs, fetched) };
}

function isFrozenMatrix(leaf: Value): leaf is Value & { readonly cell: number } {
  return leaf.cell !== undefined && leaf.dtype === 'float32' && leaf.shape.length === 2 && !isWritten(leaf);
}
