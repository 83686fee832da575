// Feeds damaged copies of good files to a reader. A copy may be refused by the package's own error, in one sentence,
// or be read; in bounded time and memory. Each case has a number, by which it can be run again alone.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chance } from './chance.ts';
import type { Mutator } from './mutators.ts';

export interface FuzzRequest {
  /** Good files by name. */
  readonly corpus: Readonly<Record<string, Uint8Array>>;
  readonly mutate: Mutator;
  /** Reads the bytes and checks what came out; `name` is that of the good file. */
  readonly read: (bytes: Buffer, name: string) => unknown;
  /** The class of the package's refusals. */
  readonly refusal: abstract new (
    ...args: never
  ) => Error & { readonly code: string };
  readonly seed?: number;
  /** How many at least; FUZZ_SECONDS in the environment asks for more. */
  readonly cases?: number;
  /** The longest time for one case; default 5,000, for machines that do other things as well. */
  readonly milliseconds?: number;
  /** The most memory in arrays that one case may leave or leave behind uncollected; default 64 MiB. */
  readonly bytes?: number;
}

/** How often each code refused, and how many copies were read. */
export interface FuzzTally {
  readonly refusals: ReadonlyMap<string, number>;
  readonly accepted: number;
  readonly refused: number;
}

const LONGEST_SENTENCE = 2_100;

/** Throws for the first copy with which anything else happens; the message says how to run it again. */
export async function fuzz(request: FuzzRequest): Promise<FuzzTally> {
  const { cases = 1000, seed = 1 } = request;
  const only = process.env.FUZZ_CASE;
  const until = performance.now() + 1000 * Number(process.env.FUZZ_SECONDS ?? 0);
  const refusals = new Map<string, number>();
  let accepted = 0;
  const run = async (number: number): Promise<void> => {
    const code = await runCase(request, seed, number);
    if (code === undefined) accepted++;
    else refusals.set(code, (refusals.get(code) ?? 0) + 1);
  };
  if (only !== undefined) await run(Number(only));
  else for (let i = 0; i < cases || performance.now() < until; i++) await run(i);
  return { refusals, accepted, refused: [...refusals.values()].reduce((sum, count) => sum + count, 0) };
}

/** The code of the refusal, or undefined where the copy was read. */
async function runCase(request: FuzzRequest, seed: number, number: number): Promise<string | undefined> {
  const { corpus, mutate, read, milliseconds = 5_000, bytes: most = 2 ** 26 } = request;
  const chance = new Chance(seed, number);
  const [first = '', ...names] = Object.keys(corpus);
  const name = chance.pick([first, ...names]);
  const damaged = mutate(Buffer.from(corpus[name] ?? []), chance);
  const fail = (problem: string, cause?: unknown): never => {
    const path = join(mkdtempSync(join(tmpdir(), 'fuzz-case-')), name);
    writeFileSync(path, damaged);
    throw new Error(
      `Case ${number} of ${name} ${problem}; run it alone by FUZZ_CASE=${number}, or see ${path}.`,
      {
        cause,
      },
    );
  };
  const memory = process.memoryUsage().arrayBuffers;
  const start = performance.now();
  let code: string | undefined;
  try {
    await read(damaged, name);
  } catch (error) {
    if (!(error instanceof request.refusal)) return fail(`ended with ${String(error)}`, error);
    if (!isSentence(error.message)) return fail(`was refused in no sentence: ${error.message}`, error);
    code = error.code;
  }
  const [time, grown] = [performance.now() - start, process.memoryUsage().arrayBuffers - memory];
  if (time > milliseconds) return fail(`took ${Math.round(time)} ms`);
  if (grown > most) return fail(`took ${Math.round(grown / 2 ** 20)} MiB`);
  return code;
}

/** Something to read on one line, with nothing in it that steers a terminal. */
const isSentence = (text: string): boolean =>
  text.length > 20 && text.length <= LONGEST_SENTENCE && !/\p{Cc}/u.test(text);
