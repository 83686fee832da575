// Several threads that share one queue of clips.
import type { InputConfig } from '../config/sections.ts';
import type { Material } from './material.ts';
import type { PreparedOutcome } from './protocol.ts';
import { PreparingThread } from './thread.ts';

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
  /** A thread goes on when this has settled, so tensors do not pile up. */
  readonly onOutcome: (job: Job, outcome: PreparedOutcome) => Promise<void>;
}

/** Prepares all jobs; throws the reason of `signal`, or what `onOutcome` threw, when all threads have ended. */
export async function prepareAll<Job extends PoolJob>(request: PoolRequest<Job>): Promise<void> {
  const { jobs, input, workers, onOutcome } = request;
  const failed = new AbortController();
  const stop = AbortSignal.any([request.signal, failed.signal]);
  const queue = jobs.values();
  const serve = async (): Promise<void> => {
    const thread = new PreparingThread(input);
    try {
      for (const job of queue) {
        if (stop.aborted) return;
        await onOutcome(job, await thread.prepare(job.material, job.id));
      }
    } catch (error) {
      failed.abort(error);
    } finally {
      await thread.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, serve));
  stop.throwIfAborted();
}
