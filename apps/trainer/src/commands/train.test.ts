// `dgsct train` as a person uses it: what it leaves, how it goes on, how it stops, and what it says of bad input.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { readSafetensors, writeSafetensors } from '@dg-sct/checkpoint';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/ave-folder.ts';
import { MINUTE, minuteData, trainArguments } from '../testing/minute.ts';
import { callCli, DGSCT } from '../testing/run-cli.ts';

let data = '';
let foreignWeights = '';
beforeAll(async () => {
  data = minuteData();
  foreignWeights = join(temporaryFolder(), 'foreign.safetensors');
  const tensor = { dtype: 'F32', shape: [1], data: Float32Array.of(1) } as const;
  await writeSafetensors(foreignWeights, new Map([['stranger.weight', tensor]]));
});

const newFolder = (): string => join(temporaryFolder(), 'run');
const train = (out: string, ...more: string[]) => callCli(trainArguments(data, out, '--quiet', ...more));

const differs = (a: unknown, b: unknown): boolean => !isDeepStrictEqual(a, b);

/** Every file below a folder. */
const filesOf = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .map((name) => name.replace(/\.\d+\.dgsct$/, ''))
    .sort();

const CHECKPOINT = ['SHA256SUMS', 'model.safetensors', 'optimizer.safetensors', 'state.json'];
const LOGS = ['events.out.tfevents', 'metrics.jsonl'];
const RUN = [
  ...['best', 'last'].flatMap((name) => CHECKPOINT.map((file) => join(name, file))),
  ...LOGS,
  'report.html',
  'run.json',
].sort();
const weightsOf = (run: string): Buffer => readFileSync(join(run, 'last', 'model.safetensors'));
const stateOf = (run: string) =>
  JSON.parse(readFileSync(join(run, 'last', 'state.json'), 'utf8')) as {
    epoch: number;
    batch: number;
    history: object[];
  };

describe('a run', () => {
  it('is a card and two checkpoints, is not overwritten, and goes on bit for bit', async () => {
    const [whole, parts] = [newFolder(), newFolder()];
    const { exitCode, stdout, stderr } = await train(whole, '--epochs', '2');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/run: finished after 4 steps; best epoch \d, accuracy [\d.]+ % on val\.\n$/);
    expect(filesOf(whole)).toEqual(RUN);
    expect(JSON.parse(readFileSync(join(whole, 'run.json'), 'utf8'))).toMatchObject({
      config: { task: 'ave', data: { dir: data }, training: { epochs: 2, seed: 1 } },
      classes: ['Bell'],
    });

    expect((await train(parts)).exitCode).toBe(0);
    expect(weightsOf(parts).equals(weightsOf(whole))).toBe(false);
    const first = weightsOf(parts);
    const other = newFolder();
    await train(other, '--seed', '2');
    expect(weightsOf(other).equals(first)).toBe(false);
    const again = await train(parts, '--epochs', '2');
    expect(again).toMatchObject({ exitCode: 1, stdout: '' });
    expect(again.stderr).toMatch(/^dgsct: ".*run" holds a run already; continue it with --resume[^\n]+\n$/);
    expect(weightsOf(parts).equals(first)).toBe(true);

    expect((await train(parts, '--epochs', '2', '--resume')).exitCode).toBe(0);
    expect(weightsOf(parts).equals(weightsOf(whole))).toBe(true);
    expect(stateOf(parts).history).toEqual(stateOf(whole).history);
    expect(filesOf(parts)).toEqual(RUN);

    const card = readFileSync(join(parts, 'run.json'), 'utf8');
    for (const [set, key] of [
      ['training.seed=4', 'training.seed'],
      ['model.adapter.reduction=4', 'model'],
    ] as const) {
      const refused = await train(parts, '--resume', '--set', set);
      expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
      expect(refused.stderr).toMatch(`was begun with another ${key}; resume it with the one in`);
    }
    expect(readFileSync(join(parts, 'run.json'), 'utf8')).toBe(card);
  }, 120_000);

  it('begins with the values of a checkpoint, where there are some', async () => {
    const [first, second] = [newFolder(), newFolder()];
    await train(first);
    const checkpoint = join(first, 'last', 'model.safetensors');
    const { tensors } = await readSafetensors(checkpoint);
    const layers = new Map([...tensors].filter(([name]) => name.includes('adapter_blocks')));
    const file = join(temporaryFolder(), 'layers.safetensors');
    await writeSafetensors(file, layers);

    const settings = [`training.initialCheckpoint=${file}`, 'training.learningRate=1e-30'];
    const { exitCode } = await train(second, '--seed', '2', ...settings.flatMap((set) => ['--set', set]));
    expect(exitCode).toBe(0);
    const after = (await readSafetensors(join(second, 'last', 'model.safetensors'))).tensors;
    const learned = [...tensors.keys()].filter((name) => !/running_|num_batches/.test(name));
    for (const name of learned) {
      if (layers.has(name)) expect(after.get(name)).toEqual(tensors.get(name));
    }
    expect(learned.some((name) => !layers.has(name) && differs(after.get(name), tensors.get(name)))).toBe(
      true,
    );
  }, 120_000);
});

describe('limits and damage', () => {
  it('stops after so many steps, keeps as many checkpoints as asked for, and goes on past a damaged one', async () => {
    const [whole, parts] = [newFolder(), newFolder()];
    await train(whole, '--epochs', '3');
    const stopped = await train(parts, '--epochs', '3', '--keep', '2', '--max-steps', '5');
    expect(stopped).toMatchObject({ exitCode: 0, stderr: '' });
    expect(stopped.stdout).toMatch(/run: stopped by --max-steps after 5 steps; best epoch \d/);
    expect(stateOf(parts)).toMatchObject({ epoch: 2, batch: 1 });
    const last = join(parts, 'last', 'model.safetensors');
    writeFileSync(last, weightsOf(parts).subarray(1));

    const resumed = await callCli(trainArguments(data, parts, '--epochs', '3', '--resume', '--keep', '2'));
    expect(resumed.exitCode).toBe(0);
    expect(resumed.stderr).toMatch(
      /the checkpoint ".*last" is passed over: '.*model\.safetensors' is damaged[^\n]+\ngoing on from ".*step-00000004", after step 4\n/,
    );
    expect(weightsOf(parts).equals(weightsOf(whole))).toBe(true);
    const steps = readFileSync(join(parts, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
    expect(steps.map((line) => (JSON.parse(line) as { step: number }).step)).toEqual([
      1, 2, 2, 3, 4, 4, 5, 6, 6,
    ]);
    expect(filesOf(parts).filter((name) => name.startsWith('step-'))).toHaveLength(4);
  }, 120_000);

  it('saves within an epoch as often as asked for', async () => {
    const out = newFolder();
    const often = await train(out, '--keep', '2', '--save-minutes', '0.00001');
    expect(often).toMatchObject({ exitCode: 0, stderr: '' });
    const within = JSON.parse(readFileSync(join(out, 'step-00000001', 'state.json'), 'utf8')) as object;
    expect(within).toMatchObject({ epoch: 0, batch: 1, step: 1 });
    expect(stateOf(out)).toMatchObject({ epoch: 1, batch: 0, step: 2 });
  }, 120_000);

  it('a dry run prints what it would take, and leaves nothing', async () => {
    const out = newFolder();
    const { exitCode, stdout, stderr } = await train(out, '--dry-run', '--overfit', '2');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^module +numbers +trainable\n/);
    expect(stdout).toMatch(/\nswin +[\d\u202f]+ +0\n/);
    expect(stdout).toMatch(/\nmemory: about \d+\.\d GB of \d+\.\d GB \(/);
    expect(stdout).toMatch(/\ntime: [\d.]+ s for a batch, after .* for the first; 1 to an epoch/);
    expect(existsSync(out)).toBe(false);
  });

  it('overfits a few clips', async () => {
    const out = newFolder();
    const { exitCode, stdout } = await train(out, '--overfit', '2', '--max-steps', '2', '--epochs', '2');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/accuracy [\d.]+ % on the clips it was trained on\.\n$/);
    // A batch of two is all there is, in each epoch.
    expect(stateOf(out)).toMatchObject({ step: 2 });
    const other = await train(out, '--resume', '--overfit', '1');
    expect(other).toMatchObject({ exitCode: 2 });
    expect(other.stderr).toMatch(/was trained on other data/);
  });

  it.each([
    ['--max-steps', '0', /--max-steps.*whole number of at least 1/],
    ['--max-minutes', '-1', /--max-minutes.*number above 0/],
    ['--keep', 'all', /--keep.*whole number/],
  ])('%s %s is wrong usage', async (option, value, sentence) => {
    const { exitCode, stderr } = await train(newFolder(), option, value);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(sentence);
  });
});

describe('a run that begins with a whole network', () => {
  it('has its frozen encoders too when it is opened again', async () => {
    const [first, second, folder] = [newFolder(), newFolder(), temporaryFolder()];
    const wholeOf = async (run: string, name: string) => {
      const file = join(folder, `${name}.safetensors`);
      expect((await callCli(['convert', run, file, '--quiet'])).exitCode).toBe(0);
      return { file, tensors: (await readSafetensors(file)).tensors };
    };
    await train(first);
    const { file, tensors } = await wholeOf(first, 'first');
    await train(second, '--seed', '2', '--set', `training.initialCheckpoint=${file}`);
    const after = (await wholeOf(second, 'second')).tensors;
    const frozen = [...tensors.keys()].filter((name) => /^(swin|htsat)\./.test(name));
    expect(frozen.length).toBeGreaterThan(20);
    for (const name of frozen) expect(after.get(name)).toEqual(tensors.get(name));
  }, 120_000);
});

describe('Ctrl-C', () => {
  /** Trains in a process that is sent SIGINT after its first epoch, and again after `later` milliseconds. */
  async function interrupted(out: string, later?: number) {
    const child = spawn(process.execPath, [DGSCT, ...trainArguments(data, out, '--epochs', '500')]);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', async (text: string) => {
      const before = stderr;
      stderr += text;
      if (before.includes('epoch 1: ') || !stderr.includes('epoch 1: ')) return;
      child.kill('SIGINT');
      if (later === undefined) return;
      await sleep(later);
      child.kill('SIGINT');
    });
    const [exitCode, signal] = (await once(child, 'close')) as [number | null, string | null];
    return { exitCode, signal, stdout, stderr };
  }

  it('saves and exits with 130, and the run goes on as if never stopped', async () => {
    const [stopped, whole] = [newFolder(), newFolder()];
    const { exitCode, stdout, stderr } = await interrupted(stopped);
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/run: interrupted after \d+ steps; best epoch \d+/);
    expect(stderr).toMatch(/\ndgsct: interrupted\n$/);
    expect(filesOf(stopped)).toEqual(RUN);
    const epochs = `${stateOf(stopped).epoch + 1}`;
    expect((await train(stopped, '--resume', '--epochs', epochs)).exitCode).toBe(0);
    await train(whole, '--epochs', epochs);
    expect(weightsOf(stopped).equals(weightsOf(whole))).toBe(true);
  });

  it('twice ends at once, and what is there can be resumed', async () => {
    const out = newFolder();
    expect(await interrupted(out, 20)).toMatchObject({ exitCode: null, signal: 'SIGINT', stdout: '' });
    expect((await train(out, '--resume', '--epochs', '3')).exitCode).toBe(0);
    expect(stateOf(out)).toMatchObject({ epoch: 3 });
    expect(filesOf(out)).toEqual(RUN);
  });
});

describe('one sentence and nothing written for', () => {
  const misspelled = (): string => {
    const path = join(temporaryFolder(), 'config.yaml');
    writeFileSync(path, readFileSync(MINUTE, 'utf8').replace('learningRate', 'learningRat'));
    return path;
  };
  it.each<[string, (out: string) => string[], number, RegExp]>([
    [
      'a misspelled key in a file',
      (out) => ['train', '--config', misspelled(), '--data', data, '--out', out],
      2,
      /unknown key "training\.learningRat"; did you mean "training\.learningRate"\?/,
    ],
    [
      'a misspelled key of --set',
      (out) => trainArguments(data, out, '--set', 'training.epochz=3'),
      2,
      /unknown key "training\.epochz"; did you mean "training\.epochs"\?/,
    ],
    ['--resume without a run', (out) => trainArguments(data, out, '--resume'), 1, /holds no run/],
    ['--resume without --out', () => ['train', '--config', MINUTE, '--resume'], 2, /--resume needs --out/],
    ['no data', (out) => ['train', '--config', MINUTE, '--out', out], 2, /use --data DIR/],
    ['data that is not there', (out) => trainArguments(`${out}-data`, out), 1, /Annotations\.txt/],
    [
      'weights that are not there',
      (out) => trainArguments(data, out, '--set', 'visual.weights=gone.safetensors'),
      1,
      /'gone\.safetensors': there is no such file/,
    ],
    [
      'a checkpoint to begin with that has other layers',
      (out) => trainArguments(data, out, '--set', `training.initialCheckpoint=${foreignWeights}`),
      1,
      /does not fit the model: 1 unexpected \(stranger\.weight\)/,
    ],
    [
      'weights that are none',
      (out) => trainArguments(data, out, '--set', `audio.weights=${JSON.stringify(MINUTE)}`),
      1,
      /Cannot read '.*minute\.yaml'/,
    ],
  ])('%s', async (_name, argv, code, sentence) => {
    const out = newFolder();
    const { exitCode, stdout, stderr } = await callCli([...argv(out), '--quiet']);
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^dgsct: [^\n]+\n$/);
    expect(stderr).not.toContain('DGSCT_DEBUG');
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    ['a folder below a file', (file: string) => join(file, 'run')],
    ['a file in the place of the folder', (file: string) => file],
  ])('%s', async (_name, out) => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, 'in the way');
    const { exitCode, stdout, stderr } = await train(out(file));
    expect(stderr).toMatch(
      /^dgsct: the run folder ".*" cannot be made \([^\n]+\); name another with --out\n$/,
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(readFileSync(file, 'utf8')).toBe('in the way');
  });
});
