// The loop on a small problem: it learns, stops, saves and continues exactly.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSafetensors } from '@dg-sct/checkpoint';
import { RandomStream } from '@dg-sct/nn';
import type { MetricAccumulator } from '@dg-sct/task';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Batch } from './batch.ts';
import type { TrainingEvent } from './events.ts';
import { totalLoss } from './loss-meter.ts';
import { blobBatch, blobRun, stream } from './testing/blobs.ts';
import { train } from './train.ts';
import type { TrainOptions } from './train-options.ts';

let folder = '';
beforeAll(() => tf.setBackend('cpu'));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'training-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const FILES = ['model.safetensors', 'optimizer.safetensors', 'state.json'];

async function contentOf(checkpoint: string): Promise<Buffer[]> {
  return Promise.all(FILES.map((file) => readFile(join(checkpoint, file))));
}

const jsonOf = async (checkpoint: string) =>
  JSON.parse(await readFile(join(checkpoint, 'state.json'), 'utf8')) as Record<string, unknown>;

/** The metric of epoch n is `values[n]`. */
function scripted(options: TrainOptions, values: readonly number[]): TrainOptions {
  let epoch = 0;
  const metric = (): MetricAccumulator => {
    const score = values[epoch++] ?? Number.NaN;
    return { add: () => {}, result: () => ({ score }) };
  };
  return { ...options, objective: { ...options.objective, metric }, monitor: 'score' };
}

test('the loss falls and unseen clips are told apart', async () => {
  const { history, status, steps } = await train({ ...blobRun(), epochs: 12 });
  expect(status).toBe('finished');
  expect(steps).toBe(12 * 4);
  expect(history.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  const losses = history.map((record) => totalLoss(record.losses));
  expect(losses[11]).toBeLessThan(0.6 * (losses[0] ?? 0));
  expect(history[11]?.evaluation.metrics.accuracy).toBeGreaterThan(0.9);
});

test('frozen and unreached parameters never change, and frozen ones are not saved', async () => {
  const run = { ...blobRun(), out: folder };
  const read = async (name: string) => [
    ...((await run.objective.network.namedParameters().get(name)?.read()) ?? []),
  ];
  const before = await Promise.all(['frozen.weight', 'unused.weight'].map(read));
  await train(run);
  expect(await Promise.all(['frozen.weight', 'unused.weight'].map(read))).toEqual(before);
  const { tensors } = await readSafetensors(join(folder, 'last', 'model.safetensors'));
  expect([...tensors.keys()].sort()).toEqual([
    'head.bias',
    'head.weight',
    'norm.bias',
    'norm.num_batches_tracked',
    'norm.running_mean',
    'norm.running_var',
    'norm.weight',
    'unused.bias',
    'unused.weight',
  ]);
  expect(tensors.get('norm.num_batches_tracked')).toMatchObject({ dtype: 'I64', data: BigInt64Array.of(8n) });
});

test("an epoch's first batch is read while the one before is evaluated, and reading ends with the training", async () => {
  const run = blobRun();
  const log: string[] = [];
  const told = (name: string, items: AsyncIterable<Batch>): AsyncIterable<Batch> => ({
    async *[Symbol.asyncIterator]() {
      log.push(`read ${name}`);
      try {
        yield* items;
      } finally {
        log.push(`close ${name}`);
      }
    },
  });
  const result = await train({
    ...run,
    batches: (position) => told(`epoch ${position.epoch}`, run.batches(position)),
    validation: () => told('validation', run.validation()),
    epochs: 3,
    maxSteps: 4,
  });
  expect(result).toMatchObject({ status: 'max-steps', steps: 4 });
  expect(log).toEqual(['read epoch 0', 'close epoch 0']);

  log.length = 0;
  await train(
    scripted(
      {
        ...run,
        batches: (position) => told(`epoch ${position.epoch}`, run.batches(position)),
        validation: () => told('validation', run.validation()),
        epochs: 3,
        patience: 1,
      },
      [2, 1, 0],
    ),
  );
  const epoch = (n: number) => [`read epoch ${n}`, 'read validation', 'close validation'];
  expect(log).toEqual([
    'read epoch 0',
    'close epoch 0',
    ...epoch(1),
    'close epoch 1',
    ...epoch(2),
    'close epoch 2',
  ]);
});

test('everything can be saved too', async () => {
  const run: TrainOptions = { ...blobRun(), out: folder, epochs: 1, weights: 'everything' };
  await train(run);
  const { tensors } = await readSafetensors(join(folder, 'best', 'model.safetensors'));
  expect([...tensors.keys()].sort()).toEqual([...run.objective.network.namedParameters().keys()].sort());
});

test('two epochs are one epoch, a resume and one more, bit for bit', async () => {
  const whole = join(folder, 'whole');
  const parts = join(folder, 'parts');
  await train({ ...blobRun(), out: whole, epochs: 2 });
  await train({ ...blobRun(), out: parts, epochs: 1 });
  const { status, steps } = await train({
    ...blobRun(),
    out: parts,
    epochs: 2,
    resume: join(parts, 'last'),
  });
  expect([status, steps]).toEqual(['finished', 8]);
  expect(await contentOf(join(parts, 'last'))).toEqual(await contentOf(join(whole, 'last')));
});

test.each([1, 3, 4, 6])(
  'stopped after step %i and resumed, a run ends bit for bit as if never stopped',
  async (at) => {
    const whole = join(folder, 'whole');
    const parts = join(folder, 'parts');
    await train({ ...blobRun(), out: whole });
    const stop = new AbortController();
    const onEvent = (event: TrainingEvent) => {
      if (event.type === 'step' && event.step === at) stop.abort();
    };
    const first = await train({ ...blobRun(), out: parts, signal: stop.signal, onEvent });
    expect([first.status, first.steps]).toEqual(['interrupted', at]);
    const second = await train({ ...blobRun(), out: parts, resume: join(parts, 'last') });
    expect(second.status).toBe('finished');
    expect(await contentOf(join(parts, 'last'))).toEqual(await contentOf(join(whole, 'last')));
  },
);

test('a stop during evaluation is resumed with that evaluation', async () => {
  const stop = new AbortController();
  const stopped = await train({
    ...blobRun(),
    out: folder,
    signal: stop.signal,
    onEvent: ({ type }) => type === 'evaluation' && stop.abort(),
  });
  expect([stopped.status, stopped.steps, stopped.history.length]).toEqual(['interrupted', 4, 0]);
  const resumed = await train({ ...blobRun(), resume: join(folder, 'last') });
  const whole = await train(blobRun());
  expect(resumed).toEqual(whole);
});

test('a signal that is already given saves the beginning', async () => {
  const { status } = await train({ ...blobRun(), out: folder, signal: AbortSignal.abort() });
  expect(status).toBe('interrupted');
  expect(await jsonOf(join(folder, 'last'))).toMatchObject({ epoch: 0, batch: 0, step: 0 });
});

test('the best checkpoint holds the best epoch', async () => {
  const run = scripted({ ...blobRun(), out: folder, epochs: 4 }, [1, 3, 2, 3]);
  const { best } = await train(run);
  expect(best).toEqual({ epoch: 1, value: 3 });
  expect(await jsonOf(join(folder, 'best'))).toMatchObject({ epoch: 2, step: 8 });
  expect(await jsonOf(join(folder, 'last'))).toMatchObject({ epoch: 4, step: 16 });
  expect((await readdir(folder)).sort()).toEqual(['best', 'last']);
});

test('as published, a value equal to the best counts as improvement', async () => {
  const run = scripted({ ...blobRun(), out: folder, epochs: 4, tiesImprove: true }, [1, 3, 2, 3]);
  expect((await train(run)).best).toEqual({ epoch: 3, value: 3 });
  expect(await jsonOf(join(folder, 'best'))).toMatchObject({ epoch: 4 });
});

test('training stops when nothing improves for as many epochs as patience allows', async () => {
  const run = scripted({ ...blobRun(), out: folder, epochs: 9, patience: 2 }, [1, 2, 2, 1]);
  const { status, history } = await train(run);
  expect([status, history.length]).toEqual(['early-stopped', 4]);
  const again = await train({ ...blobRun(), epochs: 9, patience: 2, resume: join(folder, 'last') });
  expect([again.status, again.history.length]).toEqual(['early-stopped', 4]);
});

test('a loss that is not finite names the clips and keeps the last good checkpoint', async () => {
  const run = blobRun();
  const poisoned = blobBatch([100, 101]);
  for (const { data } of Object.values(poisoned.inputs)) data[0] = Number.NaN;
  const failing = train({
    ...run,
    out: folder,
    batches: (position) => (position.epoch === 1 ? stream([poisoned]) : run.batches(position)),
  });
  await expect(failing).rejects.toMatchObject({ code: 'NON_FINITE_LOSS', clips: ['clip-100', 'clip-101'] });
  await expect(failing).rejects.toThrow(/crossEntropy is NaN.*clip-100, clip-101/);
  expect(await jsonOf(join(folder, 'last'))).toMatchObject({ epoch: 1, step: 4 });
  const resumed = await train({ ...blobRun(), resume: join(folder, 'last') });
  expect(resumed).toEqual(await train(blobRun()));
});

test('weights that are not finite are never saved', async () => {
  const run = { ...blobRun(), out: folder, schedule: () => Number.NaN, epochs: 1 };
  const once = { ...run, batches: () => stream([blobBatch([0, 1, 2])]), validation: run.validation };
  const stop = new AbortController();
  const failing = train({
    ...once,
    signal: stop.signal,
    onEvent: ({ type }) => type === 'step' && stop.abort(),
  });
  await expect(failing).rejects.toMatchObject({ code: 'NON_FINITE_WEIGHTS' });
  expect(await readdir(folder)).toEqual([]);
});

test('events tell the whole story in order', async () => {
  const events: TrainingEvent[] = [];
  await train({ ...blobRun(), out: folder, epochs: 1, onEvent: (event) => events.push(event) });
  const step = Array.from({ length: 4 }, () => 'step');
  expect(events.map(({ type }) => type)).toEqual([
    'start',
    ...step,
    'evaluation',
    'evaluation',
    'epoch',
    'checkpoint',
    'checkpoint',
  ]);
  expect(events[0]).toMatchObject({ trainableParameters: 8 + 8 + 24 + 3 + 6, epochs: 1 });
  expect(events[4]).toMatchObject({ batch: 4, step: 4, learningRate: 0.02, clips: 6 });
  expect(events.slice(-2)).toMatchObject([{ which: 'best' }, { which: 'last' }]);
});

test('training holds no tensor once it ends, and does not grow with steps', async () => {
  const short = { ...blobRun(), epochs: 1 };
  const beginning = tf.memory().numTensors;
  new RandomStream(1).dispose();
  const before = tf.memory().numTensors;
  await train(short);
  expect(tf.memory().numTensors - before).toBe(before - beginning);
  const counts: number[] = [];
  await train({
    ...short,
    epochs: 3,
    onEvent: ({ type }) => type === 'step' && counts.push(tf.memory().numTensors),
  });
  expect(new Set(counts).size).toBe(1);
});

test.each(FILES)('a checkpoint whose %s has one other bit is refused', async (file) => {
  await train({ ...blobRun(), out: folder, epochs: 1 });
  const last = join(folder, 'last');
  const content = await readFile(join(last, file));
  const at = content.length - 5;
  content.writeUInt8(content.readUInt8(at) ^ 1, at);
  await writeFile(join(last, file), content);
  const resumed = train({ ...blobRun(), resume: last });
  await expect(resumed).rejects.toMatchObject({ code: 'BAD_CHECKPOINT' });
  await expect(resumed).rejects.toThrow(`${file}' is damaged`);
});

test('a checkpoint without sums, put together by hand, is taken', async () => {
  await train({ ...blobRun(), out: folder, epochs: 1 });
  await rm(join(folder, 'last', 'SHA256SUMS'));
  expect((await train({ ...blobRun(), epochs: 1, resume: join(folder, 'last') })).status).toBe('finished');
});

test('settings that cannot work are refused', async () => {
  await train({ ...blobRun(), out: folder, epochs: 1 });
  const resume = join(folder, 'last');
  await expect(train({ ...blobRun(), seed: 6, resume })).rejects.toThrow(/trained with seed 5/);
  await expect(train({ ...blobRun(), resume: join(folder, 'none') })).rejects.toThrow(/Cannot resume from/);
  await expect(train({ ...blobRun(), monitor: 'f1' })).rejects.toThrow(/"f1" is undefined.*accuracy/);
  await expect(train({ ...blobRun(), batches: () => stream([]) })).rejects.toThrow(/epoch 1 has no batches/);
  await expect(train({ ...blobRun(), validation: () => stream([]) })).rejects.toThrow(/no batches/);
});
