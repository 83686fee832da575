// Which checkpoint the nodes that are traced now belong to.
import type { Checkpoint, Value } from './value.ts';

let current: Checkpoint | undefined;

export function currentCheckpoint(): Checkpoint | undefined {
  return current;
}

/** Marks all nodes made in `body`, which tells what it keeps; inside of another checkpoint that one's marks stay. */
export function withCheckpoint<T>(body: (keep: (value: Value) => void) => T): T {
  if (current !== undefined) return body(() => {});
  const kept = new Set<Value>();
  current = { kept };
  try {
    return body((value) => kept.add(value));
  } finally {
    current = undefined;
  }
}
