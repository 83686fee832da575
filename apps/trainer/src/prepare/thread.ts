// The program's side of a preparing thread. A thread that dies costs one clip; the next clip gets a new thread.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { InputConfig } from '../config/sections.ts';
import { reasonOf } from '../errors.ts';
import type { Material } from './material.ts';
import type { PreparedOutcome, WorkerRequest, WorkerSettings } from './protocol.ts';

/** The built file: right from `src/` under a test runner and from `dist/` alike. */
const WORKER = new URL('../../dist/prepare/worker.js', import.meta.url);

export class PreparingThread {
  readonly #settings: WorkerSettings;
  readonly #program: URL;
  #worker: Worker | undefined;

  constructor(input: InputConfig, program = WORKER) {
    this.#settings = { input };
    this.#program = program;
  }

  /** One clip at a time; `name` is for messages. */
  async prepare(material: Material, name: string): Promise<PreparedOutcome> {
    this.#worker ??= new Worker(this.#program, { workerData: this.#settings });
    this.#worker.postMessage({ material } satisfies WorkerRequest);
    try {
      const [outcome] = (await once(this.#worker, 'message')) as [PreparedOutcome];
      return outcome;
    } catch (error) {
      this.#worker = undefined;
      return { reason: `the thread that read "${name}" failed (${reasonOf(error)})` };
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}
