// A thread that prepares one clip after another.
import { parentPort, workerData } from 'node:worker_threads';
import type { AveMaterial } from '@dg-sct/datasets';
import { type MediaReader, openMediaReader } from '@dg-sct/media';
import { reasonOf } from '../errors.ts';
import { type ClipTensors, prepareClip } from './clip.ts';
import { prepareExtracted } from './extracted.ts';
import type { PreparedOutcome, WorkerRequest, WorkerSettings } from './protocol.ts';

const { input } = workerData as WorkerSettings;
const window = { start: 0, end: input.segments * input.secondsPerSegment };
/** Opened by the first video. */
let reader: MediaReader | undefined;

parentPort?.on('message', async ({ material }: WorkerRequest) => {
  const outcome = await prepare(material);
  const buffers =
    'tensors' in outcome ? Object.values(outcome.tensors).map(({ data }) => data.buffer as ArrayBuffer) : [];
  parentPort?.postMessage(outcome, buffers);
});

async function prepare(material: AveMaterial): Promise<PreparedOutcome> {
  try {
    return { tensors: await tensorsOf(material) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

async function tensorsOf(material: AveMaterial): Promise<ClipTensors> {
  if (material.kind === 'extracted') return prepareExtracted(material, input);
  reader ??= await openMediaReader();
  return prepareClip(reader, material.path, window, input);
}
