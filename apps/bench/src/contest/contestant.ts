// A contestant in a process of its own: started, asked for turns, ended.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { BenchError } from '../errors.ts';
import type { Flops, Ready, Sample, Task, Turn } from './protocol.ts';

/** A command that speaks the protocol, the task yet to be appended. */
export interface Program {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly mode: string;
  /** How many threads it may use; its default where absent. */
  readonly threads?: number;
}

export interface Contestant {
  readonly name: string;
  /** For one that rounds on purpose: how far off it may be, in place of the case's tolerance. It is told how far it is. */
  readonly tolerance?: number;
  /** How it is started, or the reason why it can't be on this machine. */
  find(): Promise<Program | { readonly absent: string }>;
}

/** A contestant that has prepared a case and taken its first two steps. */
export class Running {
  readonly name: string;
  readonly sample: Sample;
  readonly version: string;
  /** From the start of the process to the end of the second step. */
  readonly setUpSeconds: number;
  readonly #process: ContestantProcess;

  private constructor(name: string, process: ContestantProcess, ready: Ready, setUpSeconds: number) {
    this.name = name;
    this.sample = ready.sample;
    this.version = ready.version;
    this.setUpSeconds = setUpSeconds;
    this.#process = process;
  }

  /** Throws `BenchError` `CONTESTANT_FAILED`. */
  static async start(name: string, program: Program, caseId: string, sizes: object): Promise<Running> {
    const begun = performance.now();
    const process = new ContestantProcess(name, program, {
      case: caseId,
      sizes,
      mode: program.mode,
      ...(program.threads && { threads: program.threads }),
    });
    const ready = await readyInTime(name, process);
    return new Running(name, process, ready, (performance.now() - begun) / 1000);
  }

  /** Lets it take steps. Throws `BenchError` `CONTESTANT_FAILED`. */
  turn(steps: number): Promise<Turn> {
    return this.#process.ask<Turn>(`${steps}`);
  }

  /** In the matrix products of a step. Throws `BenchError` `CONTESTANT_FAILED`. */
  async flops(): Promise<number> {
    return (await this.#process.ask<Flops>('flops')).flops;
  }

  /** Resolves when its memory is free again. */
  stop(): Promise<void> {
    return this.#process.stop();
  }
}

/** Seconds until the end of the second step; compilers of PyTorch can take long for large networks. */
const SET_UP_LIMIT = 900;

/** Its first answer. Ends a process that does not give it. */
async function readyInTime(name: string, process: ContestantProcess): Promise<Ready> {
  const late = new AbortController();
  const limit = setTimeout(SET_UP_LIMIT * 1000, undefined, { signal: late.signal, ref: false }).then(() => {
    throw new BenchError(
      'CONTESTANT_FAILED',
      `${name} stopped: it was not ready after ${SET_UP_LIMIT / 60} minutes`,
    );
  });
  // Aborted when the answer is there first.
  limit.catch(() => {});
  try {
    return await Promise.race([process.read<Ready>(), limit]);
  } catch (error) {
    await process.stop();
    throw error;
  } finally {
    late.abort();
  }
}

class ContestantProcess {
  readonly #name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #complaint = '';

  constructor(name: string, program: Program, task: Task) {
    this.#name = name;
    this.#child = spawn(program.command, [...program.arguments, JSON.stringify(task)]);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-10_000);
    });
    // The end of its output is told by `read`.
    this.#child.on('error', (error) => {
      this.#complaint = error.message;
    });
    this.#child.stdin.on('error', () => {});
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  ask<T>(question: string): Promise<T> {
    this.#child.stdin.write(`${question}\n`);
    return this.read<T>();
  }

  /** Its next answer; lines that others print into its output are passed over. */
  async read<T>(): Promise<T> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) break;
      if (value.startsWith('{"')) return JSON.parse(value) as T;
    }
    throw new BenchError('CONTESTANT_FAILED', `${this.#name} stopped: ${reasonIn(this.#complaint)}`);
  }

  async stop(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#child;
    if (exitCode !== null || signalCode !== null || pid === undefined) return;
    const ended = once(this.#child, 'exit');
    this.#child.stdin.end();
    this.#child.kill();
    await ended;
  }
}

/** The line of an error's output that says most. */
function reasonIn(complaint: string): string {
  const lines = complaint.split('\n').map((line) => line.trim());
  const telling = lines.findLast((line) => /^([\w.]*(Error|Exception)\b|FATAL)/.test(line));
  return telling ?? lines.findLast((line) => line !== '') ?? 'it ended without a word';
}
