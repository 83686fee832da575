// A thread that prepares one video after another.
import { parentPort, workerData } from 'node:worker_threads';
import { openMediaReader } from '@dg-sct/media';
import { reasonOf } from '../errors.ts';
import { prepareClip } from './clip.ts';
import type { PreparedOutcome, WorkerRequest, WorkerSettings } from './protocol.ts';

const { input } = workerData as WorkerSettings;
const window = { start: 0, end: input.segments * input.secondsPerSegment };
const reader = await openMediaReader();

parentPort?.on('message', ({ path }: WorkerRequest) => {
  const outcome = prepare(path);
  const buffers =
    'tensors' in outcome ? Object.values(outcome.tensors).map(({ data }) => data.buffer as ArrayBuffer) : [];
  parentPort?.postMessage(outcome, buffers);
});

function prepare(path: string): PreparedOutcome {
  try {
    return { tensors: prepareClip(reader, path, window, input) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}
