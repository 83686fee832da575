// What a run that lasts needs: checkpoints kept and found again, a disk that fails, limits, and the log of its metrics.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TrainingEvent } from './events.ts';
import { findCheckpoint } from './find-checkpoint.ts';
import { manifestHash } from './manifest-hash.ts';
import { blobRun } from './testing/blobs.ts';
import { type Fault, inject } from './testing/faults.mjs';
import { train } from './train.ts';
import type { TrainOptions } from './train-options.ts';

let out = '';
beforeAll(() => tf.setBackend('cpu'));
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'durable-'));
});
afterEach(() => rm(out, { recursive: true, force: true }));

const namesIn = async (folder: string): Promise<string[]> => (await readdir(folder)).sort();
const weightsIn = (folder: string): Promise<Buffer> => readFile(join(folder, 'model.safetensors'));

/** Changes one bit of a file. */
async function damage(path: string): Promise<void> {
  const content = await readFile(path);
  content.writeUInt8(content.readUInt8(content.length - 3) ^ 1, content.length - 3);
  await writeFile(path, content);
}

test('six epochs are three, a stop, a resume and three more, bit for bit', async () => {
  const [whole, parts] = [join(out, 'whole'), join(out, 'parts')];
  await train({ ...blobRun(), out: whole, epochs: 6 });
  await train({ ...blobRun(), out: parts, epochs: 3 });
  await train({ ...blobRun(), out: parts, epochs: 6, resume: parts });
  for (const file of ['model.safetensors', 'optimizer.safetensors', 'state.json', 'SHA256SUMS']) {
    expect(await readFile(join(parts, 'last', file))).toEqual(await readFile(join(whole, 'last', file)));
  }
});

describe('checkpoints', () => {
  test('as many of the newest stay as are asked for, and the best', async () => {
    await train({ ...blobRun(), out, epochs: 5, keep: 3 });
    expect(await namesIn(out)).toEqual(['best', 'last', 'step-00000012', 'step-00000016']);
    await train({ ...blobRun(), out, epochs: 6, keep: 2, resume: out });
    expect(await namesIn(out)).toEqual(['best', 'last', 'step-00000020']);
  });

  test('are written within an epoch too, if asked for', async () => {
    const steps: number[] = [];
    let step = 0;
    const onEvent = (event: TrainingEvent) => {
      if (event.type === 'step') step = event.step;
      if (event.type === 'checkpoint' && event.which === 'last') steps.push(step);
    };
    await train({ ...blobRun(), out, epochs: 2, saveEvery: { steps: 3 }, onEvent });
    expect(steps).toEqual([3, 4, 7, 8]);
    steps.length = 0;
    await train({ ...blobRun(), out, epochs: 1, saveEvery: { minutes: 1e-9 }, onEvent });
    expect(steps).toEqual([1, 2, 3, 4, 4]);
  });

  test('the newest valid one is taken, and those that were skipped are told with their reason', async () => {
    const whole = join(out, 'whole');
    const parts = join(out, 'parts');
    await train({ ...blobRun(), out: whole, epochs: 4 });
    await train({ ...blobRun(), out: parts, epochs: 3, keep: 3 });
    await damage(join(parts, 'last', 'model.safetensors'));
    await rm(join(parts, 'step-00000008', 'SHA256SUMS'));
    await rm(join(parts, 'best'), { recursive: true });
    const events: TrainingEvent[] = [];
    const onEvent = (event: TrainingEvent) => void events.push(event);
    await train({ ...blobRun(), out: parts, epochs: 4, keep: 2, resume: parts, onEvent });
    expect(events[0]).toEqual({
      type: 'resume',
      path: join(parts, 'step-00000004'),
      step: 4,
      skipped: [
        { path: join(parts, 'step-00000008'), reason: expect.stringMatching(/no SHA256SUMS\.$/) },
        { path: join(parts, 'last'), reason: expect.stringMatching(/model.safetensors' is damaged/) },
      ],
      versionChanges: [],
    });
    expect(await weightsIn(join(parts, 'last'))).toEqual(await weightsIn(join(whole, 'last')));
    expect(await namesIn(parts)).toEqual(['best', 'last', 'step-00000012']);
  });

  test('none that is valid is an error with all reasons; none at all is not', async () => {
    expect(await findCheckpoint(out)).toBeUndefined();
    await train({ ...blobRun(), out, epochs: 1 });
    await damage(join(out, 'last', 'optimizer.safetensors'));
    await writeFile(join(out, 'best', 'state.json'), '{');
    const resumed = train({ ...blobRun(), resume: out });
    await expect(resumed).rejects.toMatchObject({ code: 'BAD_CHECKPOINT' });
    await expect(resumed).rejects.toThrow(/No checkpoint in .* is valid.*best.*damaged.*last.*damaged/);
  });

  test('hold versions and what stands for the data, and are refused for other data', async () => {
    const data = manifestHash(['a', 'b']);
    await train({ ...blobRun(), out, epochs: 1, data });
    const state = JSON.parse(await readFile(join(out, 'last', 'state.json'), 'utf8')) as object;
    expect(state).toMatchObject({
      data,
      versions: { node: process.versions.node, '@tensorflow/tfjs': tf.version.tfjs },
    });
    expect(manifestHash(['ab'])).not.toBe(data);
    expect(manifestHash(['b', 'a'])).not.toBe(data);
    const other = train({ ...blobRun(), resume: out, data: manifestHash(['a', 'c']) });
    await expect(other).rejects.toThrow(/was trained on other data \([\da-f]{12}, now [\da-f]{12}\)/);
    expect((await train({ ...blobRun(), resume: out, data })).status).toBe('finished');
  });
});

describe('a disk that fails keeps the old checkpoint and is named in one sentence', () => {
  const run = (more: Partial<TrainOptions> = {}) =>
    train({ ...blobRun(), out, resume: out, maxSteps: 6, ...more });

  test.each<[string, Fault, RegExp]>([
    ['full', { operation: 'write', path: '.last.new', code: 'ENOSPC' }, /the disk is full/],
    ['read-only', { operation: 'open', path: '.last.new', code: 'EROFS' }, /the file system is read-only/],
    ['forbidden', { operation: 'rename', path: '.last.new ', code: 'EACCES' }, /permission denied/],
    ['broken between the renames', { operation: 'rename', path: '.last.new ', code: 'EIO' }, /EIO: injected/],
    ['broken', { operation: 'rename', path: 'SHA256SUMS', code: 'EIO' }, /EIO: injected/],
  ])('%s', async (_, fault, reason) => {
    await train({ ...blobRun(), out, epochs: 1 });
    const before = await weightsIn(join(out, 'last'));
    const restore = inject(fault);
    const failure = await run().catch((error: unknown) => error);
    restore();
    expect(failure).toMatchObject({ code: 'CANNOT_SAVE', message: expect.stringMatching(reason) });
    expect(failure).toMatchObject({
      message: `The checkpoint '${join(out, 'last')}' cannot be written (${reason.source}); the one before it is unchanged.`,
    });
    expect(await weightsIn(join(out, 'last'))).toEqual(before);
    expect(await namesIn(out)).toEqual(['best', 'last']);
    expect((await findCheckpoint(out))?.step).toBe(4);
    expect((await run({ maxSteps: 9 })).status).toBe('finished');
  });

  test('gone', async () => {
    const path = join(out, 'run');
    const onEvent = ({ type }: TrainingEvent) =>
      type === 'step' && rm(path, { recursive: true, force: true });
    await expect(train({ ...blobRun(), out: path, epochs: 1, onEvent })).rejects.toThrow(
      /^The checkpoint '.*run\/best' cannot be written \(its folder does not exist\); the one before it is unchanged\.$/,
    );
    await writeFile(path, 'in the way');
    await expect(train({ ...blobRun(), out: join(path, 'below') })).rejects.toThrow(
      /^The folder '.*below' cannot be written \(a part of the path is a file, not a folder\); nothing was trained\.$/,
    );
  });
});

describe('limits', () => {
  test('a run stops after so many steps, earlier ones included, and goes on exactly', async () => {
    const whole = join(out, 'whole');
    const parts = join(out, 'parts');
    await train({ ...blobRun(), out: whole });
    expect(await train({ ...blobRun(), out: parts, maxSteps: 3 })).toMatchObject({
      status: 'max-steps',
      steps: 3,
      history: [],
    });
    expect((await train({ ...blobRun(), out: parts, resume: parts, maxSteps: 3 })).steps).toBe(3);
    expect((await train({ ...blobRun(), out: parts, resume: parts, maxSteps: 100 })).status).toBe('finished');
    expect(await weightsIn(join(parts, 'last'))).toEqual(await weightsIn(join(whole, 'last')));
  });

  test('a run stops after so many minutes', async () => {
    const { status, steps } = await train({ ...blobRun(), out, maxMinutes: 1e-9 });
    expect([status, steps]).toEqual(['max-minutes', 0]);
    expect((await train({ ...blobRun(), resume: out, maxMinutes: 10 })).status).toBe('finished');
  });

  test.each<[Partial<TrainOptions>, RegExp]>([
    [{ keep: 0 }, /keep is 0/],
    [{ maxSteps: 1.5 }, /maxSteps is 1.5 but must be a whole number/],
    [{ maxMinutes: -1 }, /maxMinutes is -1 but must be above 0/],
    [{ saveEvery: { steps: 0 } }, /saveEvery.steps is 0/],
    [{ saveEvery: { minutes: Number.NaN } }, /saveEvery.minutes is NaN/],
  ])('%o is refused', async (options, message) => {
    const failure = train({ ...blobRun(), ...options });
    await expect(failure).rejects.toMatchObject({ code: 'BAD_OPTION' });
    await expect(failure).rejects.toThrow(message);
  });
});

describe('the log of metrics', () => {
  const recordsIn = async (folder: string) =>
    (await readFile(join(folder, 'metrics.jsonl'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const lasting = (records: Record<string, unknown>[]) =>
    records.map(({ time: _, seconds: __, waitSeconds: ___, memoryBytes: ____, ...rest }) => rest);
  const eventFiles = async (folder: string) =>
    (await readdir(folder)).filter((name) => name.includes('tfevents'));

  test('has a line for each step and epoch, and the same for TensorBoard', async () => {
    const { history } = await train({ ...blobRun(), out, metrics: true });
    const records = await recordsIn(out);
    expect(records.map(({ type }) => type)).toEqual(
      [1, 2].flatMap(() => [...Array.from({ length: 4 }, () => 'step'), 'epoch']),
    );
    expect(records[0]).toMatchObject({ epoch: 0, batch: 1, step: 1, learningRate: 0.02, clips: 8 });
    expect(records[4]).toMatchObject({ ...history[0], improved: true });
    const [name = '', ...none] = await eventFiles(out);
    expect(none).toEqual([]);
    const content = await readFile(join(out, name));
    let events = 0;
    for (let at = 0; at < content.length; at += 16 + Number(content.readBigUInt64LE(at))) events += 1;
    expect(events).toBe(1 + records.length);
    for (const tag of ['train/loss', 'train/learningRate', 'validation/accuracy', 'speed/waitShare']) {
      expect(content.includes(tag)).toBe(true);
    }
  });

  test('a resumed run has no line twice, whatever was written after its checkpoint', async () => {
    const whole = join(out, 'whole');
    const parts = join(out, 'parts');
    await train({ ...blobRun(), out: whole, metrics: true, epochs: 3 });
    const failing = train({
      ...blobRun(),
      out: parts,
      metrics: true,
      epochs: 3,
      onEvent: (event) => {
        if (event.type === 'step' && event.step === 7) throw new Error('killed');
      },
    });
    await expect(failing).rejects.toThrow('killed');
    await writeFile(join(parts, 'metrics.jsonl'), '{"type":"st', { flag: 'a' });
    await train({ ...blobRun(), out: parts, metrics: true, epochs: 3, resume: parts });
    expect(lasting(await recordsIn(parts))).toEqual(lasting(await recordsIn(whole)));
    expect(await eventFiles(parts)).toHaveLength(1);
    await train({ ...blobRun(), out: parts, metrics: true, epochs: 1 });
    expect(await recordsIn(parts)).toHaveLength(5);
  });
});
