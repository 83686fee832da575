// Two thousand steps on ONNX Runtime leave no tensors, file handles or memory behind.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import type { TrainingEvent } from './events.ts';
import { blobRun } from './testing/blobs.ts';
import { train } from './train.ts';

const STEPS = 2000;
const MIB = 2 ** 20;

const handles = async (): Promise<number> =>
  process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0;

test('2,000 steps with checkpoints and a log do not grow', async () => {
  await tf.setBackend('onnxruntime');
  const out = await mkdtemp(join(tmpdir(), 'soak-'));
  const before = { handles: await handles(), tensors: tf.memory().numTensors };
  const tensors: number[] = [];
  const memory: number[] = [];
  const onEvent = (event: TrainingEvent) => {
    if (event.type !== 'step') return;
    tensors.push(tf.memory().numTensors);
    memory.push(event.memoryBytes);
  };
  const epochs = STEPS / 4;
  const options = {
    out,
    metrics: true,
    keep: 3,
    saveEvery: { steps: 400 },
    epochs,
    maxSteps: STEPS,
    onEvent,
  };
  const { steps } = await train({ ...blobRun(), ...options });
  expect(steps).toBe(STEPS);
  expect(new Set(tensors).size).toBe(1);
  // Once graphs, sessions and the collector's heap have settled.
  const peak = (from: number, to: number) => Math.max(...memory.slice(from, to));
  expect(peak(STEPS - 500, STEPS) - peak(500, 1000)).toBeLessThan(48 * MIB);
  // The first run of a backend opens the handles of its worker thread.
  expect((await handles()) - before.handles).toBeLessThan(40);
  const after = await handles();
  await train({ ...blobRun(), out, metrics: true, epochs: 20 });
  expect(await handles()).toBe(after);
  await rm(out, { recursive: true });
}, 240_000);
