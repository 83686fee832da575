// How many numbers the parts of a network hold, and how many of them training changes.
import type { Module } from '@dg-sct/nn';

export interface ModuleCount {
  /** The first names of its state-dict names, such as `swin.layers`; the name itself of what is shorter. */
  readonly module: string;
  /** Weights and buffers. */
  readonly count: number;
  /** Of these what gradients are wanted for. */
  readonly trainable: number;
}

/** A row for each part at `depth` names below the network (default 1), in state-dict order. */
export function parameterTable(network: Module, depth = 1): ModuleCount[] {
  const rows = new Map<string, { module: string; count: number; trainable: number }>();
  for (const [name, { size, trainable }] of network.namedParameters()) {
    const path = name.split('.');
    const module = path.slice(0, Math.min(depth, Math.max(1, path.length - 1))).join('.');
    const row = rows.get(module) ?? { module, count: 0, trainable: 0 };
    row.count += size;
    if (trainable) row.trainable += size;
    rows.set(module, row);
  }
  return [...rows.values()];
}
