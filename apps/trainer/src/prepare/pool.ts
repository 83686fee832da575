// Several processes that share one queue of clips.
import type { InputConfig } from '../config/sections.ts';
import type { Material } from './material.ts';
import { PreparingProcess } from './process.ts';
import type { PreparedOutcome } from './protocol.ts';

export interface PoolJob {
  /** Names it in messages. */
  readonly id: string;
  readonly material: Material;
}

export interface PoolRequest<Job extends PoolJob> {
  readonly jobs: readonly Job[];
  readonly input: InputConfig;
  readonly workers: number;
  /** No new clip is begun once it aborts. */
  readonly signal: AbortSignal;
  /** A process goes on when this has settled, so tensors do not pile up. */
  readonly onOutcome: (job: Job, outcome: PreparedOutcome) => Promise<void>;
}

/** Prepares all jobs; throws the reason of `signal`, or what `onOutcome` threw, when all processes have ended. */
export async function prepareAll<Job extends PoolJob>(request: PoolRequest<Job>): Promise<void> {
  const { jobs, input, workers, onOutcome } = request;
  const failed = new AbortController();
  const stop = AbortSignal.any([request.signal, failed.signal]);
  const queue = jobs.values();
  const serve = async (): Promise<void> => {
    const child = new PreparingProcess(input);
    try {
      for (const job of queue) {
        if (stop.aborted) return;
        await onOutcome(job, await child.prepare(job.material, job.id));
      }
    } catch (error) {
      failed.abort(error);
    } finally {
      await child.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, serve));
  stop.throwIfAborted();
}
