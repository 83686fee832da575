// Worker thread: receives planned clips, renders them and writes mp4 files.
import { parentPort, workerData } from 'node:worker_threads';
import { writeVideo } from '@dg-sct/media';
import type { Assets } from './assets.ts';
import { SAMPLE_RATE } from './note-bank.ts';
import { renderClip } from './render.ts';
import type { RenderJob, RenderReply } from './render-pool.ts';

const assets = workerData as Assets;

parentPort?.on('message', ({ path, plan }: RenderJob) => {
  parentPort?.postMessage(attempt(path, plan));
});

function attempt(path: string, plan: RenderJob['plan']): RenderReply {
  try {
    const { imageSize, frameRate } = plan;
    writeVideo(path, {
      width: imageSize,
      height: imageSize,
      frameRate,
      sampleRate: SAMPLE_RATE,
      ...renderClip(plan, assets),
    });
    return {};
  } catch (cause) {
    return { error: cause instanceof Error ? cause.message : String(cause) };
  }
}
