// The program's side of a preparing thread. A thread that dies costs one clip; the next clip gets a new thread.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { AveMaterial } from '@dg-sct/datasets';
import type { InputConfig } from '../config/schema.ts';
import { reasonOf } from '../errors.ts';
import type { PreparedOutcome, WorkerRequest, WorkerSettings } from './protocol.ts';

/** The built file: right from `src/` under a test runner and from `dist/` alike. */
const WORKER = new URL('../../dist/prepare/worker.js', import.meta.url);

export class PreparingThread {
  readonly #settings: WorkerSettings;
  #worker: Worker | undefined;

  constructor(input: InputConfig) {
    this.#settings = { input };
  }

  /** One clip at a time. */
  async prepare(material: AveMaterial): Promise<PreparedOutcome> {
    this.#worker ??= new Worker(WORKER, { workerData: this.#settings });
    this.#worker.postMessage({ material } satisfies WorkerRequest);
    try {
      const [outcome] = (await once(this.#worker, 'message')) as [PreparedOutcome];
      return outcome;
    } catch (error) {
      this.#worker = undefined;
      const path = material.kind === 'video' ? material.path : material.frames;
      return { reason: `the thread that read "${path}" failed (${reasonOf(error)})` };
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}
