// Contests one after another: which cases, which contestants, how long.
import { beginsWith, chosen } from '../choose.ts';
import type { SuiteOptions } from '../suite.ts';
import type { BenchCase, ContestEntry } from './case.ts';
import { type CaseResult, contest, nameOf } from './contest.ts';
import type { Contestant } from './contestant.ts';
import { CONTESTANTS, EXACT } from './contestants.ts';

/** The contestant that the others are compared with. */
export const COMPARED = 'onnxruntime';

/** This project's, with rounded weights; for cases that have frozen ones. */
export const INT8 = 'onnxruntime-int8';

export const PEERS: readonly string[] = CONTESTANTS.map(({ name }) => name).filter(
  (name) => name !== COMPARED && name !== INT8,
);

/** Throws `BenchError` `USAGE` for a name that there is not. */
export async function runContests(
  cases: readonly BenchCase<object>[],
  peers: readonly string[],
  options: SuiteOptions,
): Promise<CaseResult[]> {
  const wanted = options.peers?.filter((name) => peers.includes(name)) ?? peers;
  const contestants = CONTESTANTS.filter(({ name }) => name === COMPARED || wanted.includes(name));
  return runContestsOf(cases, contestants, options);
}

/** With other contestants. */
export async function runContestsOf(
  cases: readonly ContestEntry<object>[],
  contestants: readonly Contestant[],
  options: SuiteOptions,
): Promise<CaseResult[]> {
  const { quick, rounds = quick ? 2 : 5, turnSeconds = quick ? 0.1 : 1, say } = options;
  const entries = chosen('case', cases, nameOf, options.cases, beginsWith);
  const results: CaseResult[] = [];
  const start = performance.now();
  for (const [index, entry] of entries.entries()) {
    const minutes = ((performance.now() - start) / 60_000 / index) * (entries.length - index);
    const left = index === 0 ? '' : `, about ${Math.ceil(minutes)} min left at this pace`;
    say(`case ${index + 1} of ${entries.length}: ${entry.about}${left}`);
    const scale = quick ? 'tiny' : 'full';
    results.push(await contest(entry, contestants, { scale, rounds, turnSeconds, exact: EXACT, say }));
  }
  return results;
}
