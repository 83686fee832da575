// The program's side of a preparing process. One that dies, or does not come back, costs one clip; the next clip gets a
// new process.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { InputConfig } from '../config/sections.ts';
import { reasonOf } from '../errors.ts';
import type { Material } from './material.ts';
import type { PreparedOutcome, PrepareRequest } from './protocol.ts';

/** The built file: right from `src/` under a test runner and from `dist/` alike. */
const CHILD = new URL('../../dist/prepare/child.js', import.meta.url);

/** Of a clip; one that takes longer has sent its decoder in circles. */
const LONGEST_MS = 10 * 60_000;

export interface ProcessOptions {
  readonly program?: URL;
  readonly longestMs?: number;
}

export class PreparingProcess {
  readonly #input: InputConfig;
  readonly #program: string;
  readonly #longestMs: number;
  #child: ChildProcess | undefined;

  constructor(input: InputConfig, { program = CHILD, longestMs = LONGEST_MS }: ProcessOptions = {}) {
    this.#input = input;
    this.#program = fileURLToPath(program);
    this.#longestMs = longestMs;
  }

  /** One clip at a time; `name` is for messages. */
  async prepare(material: Material, name: string): Promise<PreparedOutcome> {
    if (!isAlive(this.#child)) this.#child = start(this.#program);
    const outcome = await answerOf(this.#child, { material, input: this.#input }, this.#longestMs);
    if (typeof outcome !== 'string') return outcome;
    await this.close();
    return { reason: `the process that read "${name}" ${outcome}; its files may be damaged.` };
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!isAlive(child)) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

const isAlive = (child: ChildProcess | undefined): child is ChildProcess =>
  child?.pid !== undefined && child.exitCode === null && child.signalCode === null;

/** Tensors travel as they are in memory; what a dying decoder prints is not for the user's terminal. */
const start = (program: string): ChildProcess =>
  fork(program, { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });

/** The answer, or how the process ended without one. */
async function answerOf(
  child: ChildProcess,
  request: PrepareRequest,
  longestMs: number,
): Promise<PreparedOutcome | string> {
  const over = new AbortController();
  const { signal } = over;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([outcome]) => outcome as PreparedOutcome),
      once(child, 'exit', { signal }).then(([code, name]) =>
        name === null ? `ended with code ${code}` : `died of ${name}`,
      ),
      setTimeout(longestMs, `gave no answer for ${longestMs / 1000} s`, { signal }),
      // One that has ended can't be told anything; its exit says why.
      new Promise<never>(() => child.send(request, () => {})),
    ]);
  } catch (error) {
    return `failed (${reasonOf(error)})`;
  } finally {
    over.abort();
  }
}
