// Worker threads that render clips and write them as mp4 files. This side only
// hands out work; `render-worker.ts` is the other side.
import { Worker } from 'node:worker_threads';
import type { Assets } from './assets.ts';
import type { ClipPart } from './clip-parts.ts';
import { SyntheticError } from './errors.ts';
import type { ClipPlan } from './plan.ts';

/** What a worker is asked to do. */
export interface RenderJob {
  readonly path: string;
  readonly plan: ClipPlan;
  /** Files to write before the video, so that a video that is there has them all. */
  readonly parts?: readonly ClipPart[];
}

/** A worker's answer: nothing but the reason why it failed, if it did. */
export interface RenderReply {
  readonly error?: string;
}

/**
 * Renders every job. The first failure, or `signal`, stops the rest; files in work are finished first.
 * @throws {SyntheticError} SYNTHETIC_RENDER naming the file; or the signal's reason.
 */
export async function renderAll(
  jobs: readonly RenderJob[],
  assets: Assets,
  workers: number,
  onDone: () => void,
  signal?: AbortSignal,
): Promise<void> {
  const queue = jobs.values();
  let failed = false;
  const drain = async (worker: Worker): Promise<void> => {
    for (const job of queue) {
      signal?.throwIfAborted();
      if (failed) return;
      await render(worker, job);
      onDone();
    }
  };
  const pool = Array.from({ length: Math.min(workers, jobs.length) }, () => startWorker(assets));
  const runs = pool.map((worker) =>
    drain(worker).catch((cause: unknown) => {
      failed = true;
      throw cause;
    }),
  );
  const results = await Promise.allSettled(runs);
  await Promise.all(pool.map((worker) => worker.terminate()));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** The built worker file: right from `src/` under a test runner and from `dist/` alike. */
function startWorker(assets: Assets): Worker {
  return new Worker(new URL('../dist/render-worker.js', import.meta.url), { workerData: assets });
}

function render(worker: Worker, job: RenderJob): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (reason?: string): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      if (reason === undefined) resolve();
      else
        reject(new SyntheticError('SYNTHETIC_RENDER', `The clip ${job.path} could not be made: ${reason}`));
    };
    const onMessage = ({ error }: RenderReply): void => finish(error);
    const onError = (cause: Error): void => finish(cause.message);
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.postMessage(job);
  });
}
