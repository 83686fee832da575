// A plan: the parameters by hand, the memory by the graph's own arithmetic, and what is proposed where it does not fit.
import { Adam, Linear, Module } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { plannedMemory } from './memory-plan.ts';
import { parameterTable } from './parameter-table.ts';
import { type PlanOptions, planRun } from './plan.ts';
import { blobBatch, blobRun, Classifier } from './testing/blobs.ts';

beforeAll(() => tf.setBackend('onnxruntime'));

const CLIPS = 8;
function planOptions(more: Partial<PlanOptions> = {}): PlanOptions {
  const { objective, optimizer } = blobRun();
  return { objective, optimizer, batch: blobBatch(Array.from({ length: CLIPS }, (_, i) => i)), ...more };
}

test('a row for each part, at any depth', () => {
  class Two extends Module {
    readonly first = this.child('first', new Classifier(0));
    readonly bias = this.child('second', new Linear(2, 1));
  }
  expect(parameterTable(new Two())).toEqual([
    { module: 'first', count: 24 + 33 + 27 + 6, trainable: 16 + 27 + 6 },
    { module: 'second', count: 3, trainable: 3 },
  ]);
  expect(parameterTable(new Two(), 2)).toEqual([
    { module: 'first.frozen', count: 24, trainable: 0 },
    { module: 'first.norm', count: 33, trainable: 16 },
    { module: 'first.head', count: 27, trainable: 27 },
    { module: 'first.unused', count: 6, trainable: 6 },
    { module: 'second', count: 3, trainable: 3 },
  ]);
  expect(parameterTable(new Linear(2, 1))).toEqual([
    { module: 'weight', count: 2, trainable: 2 },
    { module: 'bias', count: 1, trainable: 1 },
  ]);
});

test('memory grows with the batch and sums up, and steps are timed', async () => {
  const { memory, step } = await planRun(planOptions());
  if (memory === null || step === null) throw new Error('there is a graph, and it fits');
  const tensors = memory.process + memory.variables + memory.constants + memory.training + memory.evaluation;
  expect(memory.total).toBeCloseTo(1.4 * tensors, -1);
  expect(memory).toMatchObject({ fits: true, lastBatch: 0 });
  expect(memory.available).toBeGreaterThan(2 ** 28);
  // At least the batch, and 49 trainable numbers and their two moments, which change in place.
  expect(memory.training).toBeGreaterThan(4 * CLIPS * 3);
  expect(memory.variables).toBeGreaterThanOrEqual(4 * 49 * 3);
  expect(memory.variables).toBeLessThan(4 * 49 * 4);
  expect(step.firstSeconds).toBeGreaterThan(step.seconds);

  const more = await planRun(planOptions({ batch: blobBatch(Array.from({ length: 64 }, (_, i) => i)) }));
  expect(more.memory?.training).toBeGreaterThan(4 * memory.training);
  const last = await planRun(planOptions({ lastBatch: 4 }));
  expect(last.memory?.lastBatch).toBeGreaterThan(0);
});

test('a batch that fits is proposed, with as many clips to a step', () => {
  const graph = { variables: 100, constants: 10, arguments: 80, results: 720, resultsPeakAt: '', peak: 910 };
  const graphs = { training: graph, evaluation: { ...graph, results: 0 } };
  const plan = (available: number, lastBatch = 0) =>
    plannedMemory(graphs, { batchSize: 8, accumulation: 3, lastBatch }, { process: 1000, available });
  // 1000 + 100 + 10 + 10, 800 and 80 of the batch, and 0.4 of all.
  expect(plan(2800)).toMatchObject({ total: 2800, fits: true, training: 800, evaluation: 90, margin: 800 });
  expect(plan(2800)).not.toHaveProperty('instead');
  expect(plan(2799)).toMatchObject({ fits: false, instead: { batchSize: 4, accumulation: 6 } });
  // Less than 110 for a clip are left beside the 1120.
  expect(plan(1.4 * (1120 + 220))).toMatchObject({ instead: { batchSize: 2, accumulation: 12 } });
  expect(plan(1.4 * (1120 + 219))).toMatchObject({ instead: { batchSize: 1, accumulation: 24 } });
  expect(plan(1.4 * (1120 + 109))).not.toHaveProperty('instead');
  expect(plan(2800, 2)).toMatchObject({ lastBatch: 220, total: 1.4 * 2220, fits: false });
});

test('what does not fit is not tried', async () => {
  const options = planOptions({ availableBytes: 1000 });
  const before = await readAll(options);
  const { memory, step } = await planRun(options);
  expect(memory).toMatchObject({ fits: false });
  expect(step).toBeNull();
  expect(await readAll(options)).toEqual(before);
});

const readAll = async ({ objective: { network } }: PlanOptions) =>
  Promise.all([...network.namedParameters().values()].map((parameter) => parameter.read()));

test('a backend without graphs has times alone', async () => {
  await tf.setBackend('cpu');
  const { objective } = blobRun();
  const plan = await planRun(
    planOptions({ objective, optimizer: new Adam(objective.network.trainableParameters()) }),
  );
  expect(plan.memory).toBeNull();
  expect(plan.step?.seconds).toBeGreaterThan(0);
});
