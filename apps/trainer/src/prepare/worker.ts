// A thread that prepares one clip after another.
import { parentPort, workerData } from 'node:worker_threads';
import { reasonOf } from '../errors.ts';
import type { Material } from './material.ts';
import type { PreparedOutcome, WorkerRequest, WorkerSettings } from './protocol.ts';
import { readMaterial } from './readers.ts';

const { input } = workerData as WorkerSettings;

parentPort?.on('message', async ({ material }: WorkerRequest) => {
  const outcome = await prepare(material);
  const buffers =
    'tensors' in outcome ? Object.values(outcome.tensors).map(({ data }) => data.buffer as ArrayBuffer) : [];
  parentPort?.postMessage(outcome, buffers);
});

async function prepare(material: Material): Promise<PreparedOutcome> {
  try {
    return { tensors: await readMaterial(material, input) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}
