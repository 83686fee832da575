// How long a compiled function's first call takes in a fresh process: where nobody compiled it before, and where
// the graph lies in the cache on disk. The two take turns.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureInChild } from '../child.ts';
import { BenchError } from '../errors.ts';
import { median } from '../statistics/median.ts';

const PROCESS = new URL('./start-process.js', import.meta.url);

/** What the measured process prints. */
export interface FirstCall {
  readonly seconds: number;
  /** The part in which the traced function ran. */
  readonly traceSeconds: number;
  readonly loss: number;
}

export interface StartResult {
  readonly name: 'cold' | 'cached';
  /** Medians. */
  readonly seconds: number;
  readonly traceSeconds: number;
}

export interface StartOptions {
  readonly layers: number;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/** Throws `BenchError` `DISAGREEMENT` where a cached graph computes something else. */
export function measureStart({ layers, rounds, say }: StartOptions): StartResult[] {
  const calls = { cold: [] as FirstCall[], cached: [] as FirstCall[] };
  for (let round = 0; round < rounds; round++) {
    say(`start: round ${round + 1} of ${rounds}`);
    const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
    try {
      for (const name of ['cold', 'cached'] as const)
        calls[name].push(measureInChild<FirstCall>(PROCESS, [`${layers}`, folder]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const losses = new Set([...calls.cold, ...calls.cached].map(({ loss }) => loss));
  if (losses.size > 1) {
    throw new BenchError(
      'DISAGREEMENT',
      `the cached graph must compute the same but gave ${[...losses].join(', ')}`,
    );
  }
  return (['cold', 'cached'] as const).map((name) => ({
    name,
    seconds: median(calls[name].map(({ seconds }) => seconds)),
    traceSeconds: median(calls[name].map(({ traceSeconds }) => traceSeconds)),
  }));
}
