// The same loop as traced graphs on ONNX Runtime: the numbers of the eager
// backend, and the same exactness of a resume.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { totalLoss } from './loss-meter.ts';
import { blobRun } from './testing/blobs.ts';
import { train } from './train.ts';
import type { TrainOptions } from './train-options.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'training-onnxruntime-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each<NonNullable<TrainOptions['accumulation']>>([
  { batches: 1, mode: 'mean' },
  { batches: 2, mode: 'mean' },
  { batches: 3, mode: 'last-batch' },
])(
  'training with $batches batches to a step ($mode) gives the losses of the eager backend',
  async (accumulation) => {
    const losses: number[][] = [];
    for (const backend of ['cpu', 'onnxruntime']) {
      await tf.setBackend(backend);
      const { history } = await train({ ...blobRun(), accumulation, clipNorm: 0.5, epochs: 3 });
      losses.push(history.flatMap((epoch) => [totalLoss(epoch.losses), totalLoss(epoch.evaluation.losses)]));
    }
    const [eager = [], traced] = losses;
    expect(eager).toHaveLength(6);
    expect(new Set(eager).size).toBe(6);
    for (const [i, loss] of eager.entries()) expect(traced?.[i]).toBeCloseTo(loss, 5);
  },
);

test('a run that was stopped and resumed ends bit for bit as one that was not', async () => {
  await tf.setBackend('onnxruntime');
  const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
  await train({ ...blobRun(), out: whole });
  const stop = new AbortController();
  await train({
    ...blobRun(),
    out: parts,
    signal: stop.signal,
    onEvent: (event) => event.type === 'step' && event.step === 6 && stop.abort(),
  });
  const last = join(parts, 'last');
  await train({ ...blobRun(), out: parts, resume: last });
  for (const file of ['model.safetensors', 'optimizer.safetensors', 'state.json']) {
    expect(await readFile(join(last, file))).toEqual(await readFile(join(whole, 'last', file)));
  }
});
