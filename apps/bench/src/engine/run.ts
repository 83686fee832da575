// The engine bench as a function: which cases, which contestants, how long.
import { BenchError } from '../errors.ts';
import type { Scale } from './cases/case.ts';
import { CASES } from './cases/index.ts';
import { type CaseResult, contest } from './contest.ts';
import { CONTESTANTS } from './contestants.ts';

export interface EngineBenchOptions {
  /** Names of cases, or how they begin; all where absent. */
  readonly cases?: readonly string[];
  /** Names of contestants beside `onnxruntime`; all where absent. */
  readonly against?: readonly string[];
  /** `tiny` shapes show that a case works and measure nothing. Default `full`. */
  readonly scale?: Scale;
  /** Turns of each contestant; default 5. */
  readonly rounds?: number;
  /** Seconds of a turn; default 1. A turn is one step at least. */
  readonly turnSeconds?: number;
  /** Told what happens. */
  readonly say?: (line: string) => void;
}

/** The contestant that the others are compared with. */
export const COMPARED = 'onnxruntime';

/** Throws `BenchError` `USAGE` for a name that there is not, and `DISAGREEMENT`. */
export async function runEngineBench(options: EngineBenchOptions = {}): Promise<CaseResult[]> {
  const { scale = 'full', rounds = 5, turnSeconds = 1, say = () => {} } = options;
  const entries = chosen('case', CASES, options.cases, (name, wanted) => name.startsWith(wanted));
  const others = CONTESTANTS.filter(({ name }) => name !== COMPARED);
  const against = new Set(
    chosen('contestant', others, options.against, (name, wanted) => name === wanted).map(({ name }) => name),
  );
  const contestants = CONTESTANTS.filter(({ name }) => name === COMPARED || against.has(name));
  const results: CaseResult[] = [];
  const start = performance.now();
  for (const [index, entry] of entries.entries()) {
    const minutes = ((performance.now() - start) / 60_000 / index) * (entries.length - index);
    const left = index === 0 ? '' : `, about ${Math.ceil(minutes)} min left at this pace`;
    say(`case ${index + 1} of ${entries.length}: ${entry.about}${left}`);
    results.push(await contest(entry, contestants, { scale, rounds, turnSeconds, say }));
  }
  return results;
}

function chosen<T extends { readonly name: string }>(
  what: string,
  all: readonly T[],
  wanted: readonly string[] | undefined,
  fits: (name: string, wanted: string) => boolean,
): readonly T[] {
  if (wanted === undefined) return all;
  for (const name of wanted) {
    if (all.some((entry) => fits(entry.name, name))) continue;
    const names = all.map((entry) => entry.name).join(', ');
    throw new BenchError('USAGE', `there is no ${what} "${name}"; choose from ${names}`);
  }
  return all.filter((entry) => wanted.some((name) => fits(entry.name, name)));
}
