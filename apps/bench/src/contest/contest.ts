// One case, all contestants: they are checked to compute the same, and take
// turns, round by round, so that whatever else the machine does meets all.

import { reasonOf } from '../errors.ts';
import { availableBytes } from '../machine.ts';
import { median } from '../statistics/median.ts';
import { type Spread, spreadOf } from '../statistics/spread.ts';
import { Agreement, type Computed, type Difference, Disagreement } from './agreement.ts';
import type { ContestEntry, Scale } from './case.ts';
import { type Contestant, type Program, Running } from './contestant.ts';

const TOLERANCE = 1e-3;

export interface ContestOptions {
  readonly scale: Scale;
  readonly rounds: number;
  /** Seconds that each contestant computes in a round; one step at least. */
  readonly turnSeconds: number;
  /** Who computes cases in float64 that contestants are to be compared with. */
  readonly exact?: Contestant;
  readonly say: (line: string) => void;
}

export interface Result {
  readonly contestant: string;
  readonly version: string;
  /** Of a step: median, quartiles, number. */
  readonly seconds: Spread;
  /** The most that any process of this contestant ever held resident. */
  readonly peakBytes: number;
  /** Start of the process to the end of its second step: loading, tracing, compiling. */
  readonly setUpSeconds: number;
  /** Of one that rounds on purpose, and of all where there are exact numbers: from those, or else from the first contestant's. */
  readonly difference?: Difference;
}

export interface LeftOut {
  readonly contestant: string;
  readonly reason: string;
}

export interface CaseResult {
  /** The case's id without its suite. */
  readonly name: string;
  /** In the contestants' order. */
  readonly results: readonly Result[];
  readonly leftOut: readonly LeftOut[];
  /** Operations in the matrix products of a step of ours, where the case counts them. */
  readonly flops?: number;
  /** Whether there was nobody to compare with, because no peer has the case. */
  readonly alone?: boolean;
  /** Who computed the exact numbers that contestants were compared with. */
  readonly exact?: string;
  /** Who computed other numbers than whom, in a sentence: there are no results then. */
  readonly disagreement?: string;
}

class Entrant {
  readonly name: string;
  readonly #program: Program;
  readonly tolerance: number | undefined;
  readonly seconds: number[] = [];
  readonly setUps: number[] = [];
  peakBytes = 0;
  version = '';
  difference: Difference | undefined;
  running: Running | undefined;

  constructor(name: string, program: Program, tolerance: number | undefined) {
    this.name = name;
    this.tolerance = tolerance;
    this.#program = program;
  }

  /** Where it does not run already. */
  async start(caseId: string, sizes: object): Promise<Running> {
    if (this.running !== undefined) return this.running;
    const running = await Running.start(this.name, this.#program, caseId, sizes);
    this.setUps.push(running.setUpSeconds);
    this.version = running.version;
    this.running = running;
    return running;
  }

  async take(steps: number): Promise<void> {
    if (this.running === undefined || steps < 1) return;
    const { seconds, peakBytes } = await this.running.turn(steps);
    this.seconds.push(...seconds);
    this.peakBytes = Math.max(this.peakBytes, peakBytes);
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }
}

/** A contestant that fails is left out with its reason; where two compute different numbers there are no results. */
export async function contest(
  entry: ContestEntry<object>,
  contestants: readonly Contestant[],
  options: ContestOptions,
): Promise<CaseResult> {
  const name = nameOf(entry);
  const { alone = false } = entry;
  const sizes = entry.sizes[options.scale];
  const heavyBytes = options.scale === 'full' ? entry.heavyBytes : undefined;
  const leftOut: LeftOut[] = [];
  const leave = (contestant: string, reason: string): void => {
    leftOut.push({ contestant, reason });
    options.say(`${name}: without ${contestant}, ${reason}`);
  };
  const entrants: Entrant[] = [];
  for (const { name: contestant, tolerance, find } of alone ? contestants.slice(0, 1) : contestants) {
    const tight = tightness(heavyBytes);
    const program = tight === undefined ? await find() : { absent: tight };
    if ('absent' in program) leave(contestant, program.absent);
    else entrants.push(new Entrant(contestant, program, tolerance));
  }
  const exact = entrants.length > 1 ? await exactNumbers(entry, options, leave) : undefined;
  const numbers = new Agreement(name, exact);
  const ofSize = options.scale === 'full' ? entry.fullTolerance : undefined;
  const toleranceOf = (entrant: Entrant): number => {
    const { tolerance = TOLERANCE, roundingOfOthers = tolerance } = entry;
    if (entrant.tolerance !== undefined) return entrant.tolerance;
    if (exact === undefined) return ofSize ?? tolerance;
    return entrant === entrants[0] ? tolerance : roundingOfOthers;
  };
  let flops: number | undefined;
  const turn = async (entrant: Entrant, round: number): Promise<void> => {
    const running = await entrant.start(entry.id, sizes);
    const difference = numbers.check(running, toleranceOf(entrant));
    if (entrant.tolerance !== undefined || exact !== undefined) entrant.difference = difference;
    const isFirst = entrant.seconds.length === 0;
    if (isFirst) await entrant.take(1);
    const steps = Math.floor(options.turnSeconds / median(entrant.seconds));
    // The first turn has taken one step already.
    await entrant.take(Math.max(1, Math.min(steps, 1000)) - (isFirst ? 1 : 0));
    if (entry.countsFlops && round === 0 && entrant === entrants[0]) flops = await running.flops();
    // Alone, it keeps its memory from nobody.
    if (heavyBytes !== undefined && !alone) await entrant.stop();
  };
  const failed = new Set<Entrant>();
  try {
    const start = performance.now();
    for (let round = 0; round < options.rounds; round++) {
      const left = round === 0 ? '' : `, about ${remaining(start, round, options.rounds)} s left`;
      options.say(`${name}: round ${round + 1} of ${options.rounds}${left}`);
      for (const entrant of entrants) {
        if (failed.has(entrant)) continue;
        try {
          await turn(entrant, round);
        } catch (error) {
          if (error instanceof Disagreement) throw error;
          await entrant.stop();
          failed.add(entrant);
          leave(entrant.name, reasonOf(error));
        }
      }
    }
  } catch (error) {
    if (!(error instanceof Disagreement)) throw error;
    options.say(error.message);
    return { name, results: [], leftOut, disagreement: error.message };
  } finally {
    await Promise.all(entrants.map((entrant) => entrant.stop()));
  }
  const results = entrants
    .filter((entrant) => !failed.has(entrant))
    .map(({ name: contestant, version, seconds, peakBytes, setUps, difference }) => ({
      contestant,
      version,
      seconds: spreadOf(seconds),
      peakBytes,
      setUpSeconds: median(setUps),
      ...(difference === undefined ? {} : { difference }),
    }));
  return {
    name,
    results,
    leftOut,
    ...(flops === undefined ? {} : { flops }),
    ...(alone ? { alone } : {}),
    ...(exact === undefined ? {} : { exact: exact.name }),
  };
}

/** Of the first two steps, by a process that has ended; undefined where the case needs none or nobody here computes them. */
async function exactNumbers(
  { id, sizes, roundingOfOthers }: ContestEntry<object>,
  { scale, exact, say }: ContestOptions,
  leave: (contestant: string, reason: string) => void,
): Promise<Computed | undefined> {
  if (roundingOfOthers === undefined || exact === undefined) return undefined;
  const program = await exact.find();
  if ('absent' in program) return undefined;
  say(`${nameOf({ id })}: what is right, by ${exact.name}`);
  try {
    const running = await Running.start(exact.name, program, id, sizes[scale]);
    await running.stop();
    return running;
  } catch (error) {
    leave(exact.name, reasonOf(error));
    return undefined;
  }
}

export function nameOf({ id }: Pick<ContestEntry<object>, 'id'>): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** Why a case does not fit into this machine's memory now. */
function tightness(heavyBytes: number | undefined): string | undefined {
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(0)} GiB`;
  const free = availableBytes();
  if (heavyBytes === undefined || heavyBytes <= free) return undefined;
  return `a process needs about ${gib(heavyBytes)} of memory and ${gib(free)} are free`;
}

function remaining(start: number, done: number, all: number): number {
  const seconds = (performance.now() - start) / 1000;
  return Math.ceil((seconds / done) * (all - done));
}
