// Worker thread: receives planned clips, renders them and writes mp4 files and what belongs to them.
import { parentPort, workerData } from 'node:worker_threads';
import { writeVideo } from '@dg-sct/media';
import type { Assets } from './assets.ts';
import { writeParts } from './clip-parts.ts';
import { SAMPLE_RATE } from './note-bank.ts';
import { renderClip } from './render.ts';
import type { RenderJob, RenderReply } from './render-pool.ts';

const assets = workerData as Assets;

parentPort?.on('message', async (job: RenderJob) => {
  parentPort?.postMessage(await attempt(job));
});

async function attempt({ path, plan, parts = [] }: RenderJob): Promise<RenderReply> {
  try {
    const { imageSize, frameRate } = plan;
    const rendered = renderClip(plan, assets);
    await writeParts(parts, plan, rendered, assets);
    writeVideo(path, {
      width: imageSize,
      height: imageSize,
      frameRate,
      sampleRate: SAMPLE_RATE,
      ...rendered,
    });
    return {};
  } catch (cause) {
    return { error: cause instanceof Error ? cause.message : String(cause) };
  }
}
