// One case, all contestants: they start, are checked to compute the same, and
// take turns, round by round, so that whatever else the machine does meets all.
import { BenchError } from '../errors.ts';
import type { EngineCase, Scale } from './cases/case.ts';
import { type Contestant, Running } from './contestant.ts';
import { median } from './median.ts';

/** Largest difference between two contestants' numbers, of the largest number. */
const TOLERANCE = 1e-3;

export interface ContestOptions {
  readonly scale: Scale;
  readonly rounds: number;
  /** Seconds that each contestant computes in a round; one step at least. */
  readonly turnSeconds: number;
  readonly say: (line: string) => void;
}

export interface Result {
  readonly contestant: string;
  /** Median of a step. */
  readonly seconds: number;
  readonly peakBytes: number;
  /** Start of the process to the end of its second step: loading, tracing, compiling. */
  readonly setUpSeconds: number;
}

export interface CaseResult {
  readonly name: string;
  /** In the contestants' order. */
  readonly results: readonly Result[];
  readonly leftOut: readonly { readonly contestant: string; readonly reason: string }[];
}

interface Tally {
  readonly running: Running;
  readonly seconds: number[];
  peakBytes: number;
}

/** Throws `BenchError` `DISAGREEMENT`; a contestant that fails is left out with its reason. */
export async function contest(
  entry: EngineCase,
  contestants: readonly Contestant[],
  options: ContestOptions,
): Promise<CaseResult> {
  const leftOut: { contestant: string; reason: string }[] = [];
  const tallies: Tally[] = [];
  const leave = (contestant: string, reason: string): void => {
    leftOut.push({ contestant, reason });
    options.say(`${entry.name}: without ${contestant}, ${reason}`);
  };
  try {
    for (const { name, find } of contestants) {
      options.say(`${entry.name}: ${name} starts`);
      const program = await find();
      if ('absent' in program) {
        leave(name, program.absent);
        continue;
      }
      try {
        const running = await Running.start(name, program, entry.name, entry.sizes[options.scale]);
        tallies.push({ running, seconds: [], peakBytes: 0 });
      } catch (error) {
        leave(name, reasonOf(error));
      }
    }
    checkAgreement(
      entry.name,
      tallies.map(({ running }) => running),
    );
    for (const failed of await takeTurns(entry.name, tallies, options)) leave(failed.name, failed.reason);
  } finally {
    for (const { running } of tallies) running.stop();
  }
  const finished = tallies.filter(
    ({ running }) => !leftOut.some(({ contestant }) => contestant === running.name),
  );
  return {
    name: entry.name,
    results: finished.map(({ running, seconds, peakBytes }) => ({
      contestant: running.name,
      seconds: median(seconds),
      peakBytes,
      setUpSeconds: running.setUpSeconds,
    })),
    leftOut,
  };
}

/** All rounds; gives back who failed on the way. */
async function takeTurns(
  name: string,
  tallies: readonly Tally[],
  { rounds, turnSeconds, say }: ContestOptions,
): Promise<{ name: string; reason: string }[]> {
  const failed = new Map<Tally, string>();
  const turn = async (tally: Tally, steps: number): Promise<void> => {
    try {
      const { seconds, peakBytes } = await tally.running.turn(steps);
      tally.seconds.push(...seconds);
      tally.peakBytes = peakBytes;
    } catch (error) {
      failed.set(tally, reasonOf(error));
    }
  };
  const start = performance.now();
  for (let round = 0; round < rounds; round++) {
    const left = round === 0 ? '' : `, about ${remaining(start, round, rounds)} s left`;
    say(`${name}: round ${round + 1} of ${rounds}${left}`);
    for (const tally of tallies) {
      if (failed.has(tally)) continue;
      if (tally.seconds.length === 0) await turn(tally, 1);
      const steps = Math.floor(turnSeconds / median(tally.seconds));
      // The first round has taken one step already.
      const wanted = Math.max(1, Math.min(steps, 1000)) - (round === 0 ? 1 : 0);
      if (wanted > 0 && !failed.has(tally)) await turn(tally, wanted);
    }
  }
  return [...failed].map(([{ running }, reason]) => ({ name: running.name, reason }));
}

function remaining(start: number, done: number, all: number): number {
  const seconds = (performance.now() - start) / 1000;
  return Math.ceil((seconds / done) * (all - done));
}

/** Whoever computes something else is not faster or slower but wrong. */
function checkAgreement(name: string, contestants: readonly Running[]): void {
  const [first, ...others] = contestants;
  if (first === undefined) return;
  for (const other of others) {
    const distance = distanceBetween(first.sample, other.sample);
    if (distance <= TOLERANCE) continue;
    throw new BenchError(
      'DISAGREEMENT',
      `${name}: ${first.name} and ${other.name} must compute the same but differ by ${distance.toExponential(1)} of the largest number`,
    );
  }
}

/** Largest difference as a part of the largest number; NaN where the samples do not fit together. */
function distanceBetween(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.NaN;
  const scale = Math.max(...a.map(Math.abs), Number.MIN_VALUE);
  return Math.max(0, ...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN)))) / scale;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
