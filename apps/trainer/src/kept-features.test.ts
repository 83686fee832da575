// Training on features that are computed once: it is the same training, and a run like any other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config/load.ts';
import { temporaryFolder } from './testing/ave-folder.ts';
import { MINUTE_AVQA, minuteAvqaData } from './testing/avqa-folder.ts';
import { MINUTE, minuteData } from './testing/minute.ts';
import { callCli } from './testing/run-cli.ts';

const KEPT = ['--set', 'model.crossModal=false', '--set', 'training.keepFeatures=true'];
const COMPUTED = KEPT.slice(0, 2);

const newRun = (): string => join(temporaryFolder(), 'run');

interface Record {
  readonly type: string;
  readonly losses?: { readonly [name: string]: number };
  readonly record?: { readonly evaluation: { readonly losses: object; readonly metrics: object } };
}

/** Losses of each step and what each epoch was worth, rounded as two orders of summation may differ. */
const historyOf = (run: string) =>
  readFileSync(join(run, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record)
    .filter(({ type }) => type === 'step' || type === 'epoch')
    .map(({ losses, record }) => JSON.parse(rounded({ losses, record: record?.evaluation })) as object);

const rounded = (value: object): string =>
  JSON.stringify(value, (_, entry) => (typeof entry === 'number' ? Number(entry.toPrecision(4)) : entry));

describe('training on features that are kept', () => {
  const trainerOf = (config: string, data: string) => (out: string, more: readonly string[]) =>
    callCli(['train', '--config', config, '--data', data, '--out', out, '--quiet', ...more]);

  it('is the same training, of a run like any other', async () => {
    const train = trainerOf(MINUTE, minuteData());
    const [computed, kept, parts] = [newRun(), newRun(), newRun()];
    expect(await train(computed, [...COMPUTED, '--epochs', '2'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await train(kept, [...KEPT, '--epochs', '2'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(historyOf(kept)).toEqual(historyOf(computed));

    expect((await train(parts, [...KEPT, '--epochs', '1'])).exitCode).toBe(0);
    expect((await train(parts, [...KEPT, '--epochs', '2', '--resume'])).exitCode).toBe(0);
    expect(historyOf(parts)).toEqual(historyOf(kept));

    const measured = await callCli(['eval', '--run', kept, '--quiet']);
    expect(measured).toMatchObject({
      exitCode: 0,
      stdout: (await callCli(['eval', '--run', computed, '--quiet'])).stdout,
    });
    // Its head is where a network with layers begins.
    const more = ['--set', `training.initialCheckpoint=${kept}`, '--set', 'training.learningRate=1e-30'];
    expect((await train(newRun(), more)).exitCode).toBe(0);
  }, 120_000);

  it('is the same with frames of other videos', async () => {
    const train = trainerOf(MINUTE_AVQA, minuteAvqaData());
    const [computed, kept] = [newRun(), newRun()];
    expect(await train(computed, COMPUTED)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await train(kept, KEPT)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(historyOf(kept)).toEqual(historyOf(computed));
  }, 60_000);
});

it('tells of a run before it is begun', async () => {
  const data = minuteData();
  const argv = ['train', '--config', MINUTE, '--data', data, '--dry-run', '--quiet', ...KEPT];
  const { exitCode, stdout } = await callCli(argv);
  expect(exitCode).toBe(0);
  expect(stdout).not.toContain('swin');
  expect(stdout).toMatch(/^memory: about /m);
}, 60_000);

it.each([
  ['ave-tiny', 'model.crossModal=true', 'model.crossModal to false'],
  ['ave-tiny', 'training.encoderTraining=true', 'training.encoderTraining to false'],
  ['ave-tiny', 'training.colourJitter=0.2', 'training.colourJitter to 0'],
])('is refused where features change: %s with %s', (preset, set, advice) => {
  const [key = ''] = set.split('=');
  const sets = ['model.crossModal=false', 'training.keepFeatures=true', set];
  expect(() => loadConfig(preset, sets)).toThrow(
    `training.keepFeatures is true, but with ${key} features change from step to step; set ${advice}`,
  );
});

it('is refused by tasks that read every stage of the encoders', () => {
  expect(() => loadConfig('avs-s4-tiny', ['model.crossModal=false', 'training.keepFeatures=true'])).toThrow(
    'training.keepFeatures must be false, because the decoder reads every stage of the encoders, got true',
  );
});
