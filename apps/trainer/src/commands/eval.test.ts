// `dgsct eval` on good runs and broken ones.
import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/ave-folder.ts';
import { minuteData, trainArguments } from '../testing/minute.ts';
import { callCli } from '../testing/run-cli.ts';

let data = '';
let run = '';
beforeAll(async () => {
  data = minuteData();
  run = join(temporaryFolder(), 'run');
  expect((await callCli(trainArguments(data, run))).exitCode).toBe(0);
});

const evaluate = (dir: string, ...more: string[]) => callCli(['eval', '--run', dir, '--quiet', ...more]);

const fileIn = (dir: string): string => join(dir, 'best', 'model.safetensors');

function flipBit(path: string, at: number): void {
  const content = readFileSync(path);
  const place = at < 0 ? content.length + at : at;
  content.writeUInt8(content.readUInt8(place) ^ 1, place);
  writeFileSync(path, content);
}

describe('a good run', () => {
  it('is measured by class and in all, on the split that is asked for', async () => {
    const { exitCode, stdout, stderr } = await evaluate(run);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [, bell, background, total] =
      /^Bell +([\d.]+) % {2}of 3 s\nbackground +([\d.]+) % {2}of 7 s\naccuracy on test: ([\d.]+) % of 10 seconds\n$/.exec(
        stdout,
      ) ?? [];
    expect(Number(total)).toBeCloseTo((3 * Number(bell) + 7 * Number(background)) / 10, 1);
    expect((await evaluate(run, '--split', 'train')).stdout).toMatch(
      /accuracy on train: .* of 30 seconds\n$/,
    );
  });

  it('is measured with whole numbers on demand', async () => {
    const { exitCode, stdout, stderr } = await evaluate(run, '--precision', 'int8');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/accuracy on test: [\d.]+ % of 10 seconds\n$/);
  });

  it('gives the accuracy that training saw in its best epoch', async () => {
    const state = JSON.parse(readFileSync(join(run, 'best', 'state.json'), 'utf8')) as {
      best: { value: number };
    };
    expect((await evaluate(run, '--split', 'val')).stdout).toContain(
      `accuracy on val: ${state.best.value.toFixed(2)} %`,
    );
  });

  it('that was stopped before its first epoch ended is measured as it is', async () => {
    const copy = join(temporaryFolder(), 'copy');
    cpSync(run, copy, { recursive: true });
    rmSync(join(copy, 'best'), { recursive: true });
    expect((await evaluate(copy)).exitCode).toBe(0);
  });
});

describe('one sentence and exit code 2 for', () => {
  it.each([
    [['eval', '--run', 'x', '--precision', 'int4'], /Allowed choices are float32, int8\.\n$/],
    [['predict', 'x.mp4', '--precision', 'half'], /Allowed choices are float32, int8\.\n$/],
    [['eval', '--run', 'x', '--precision', 'int8', '--backend', 'cpu'], /is for the backend onnxruntime/],
    [['predict', 'x.mp4', '--precision', 'int8', '--backend', 'wasm'], /is for the backend onnxruntime/],
  ])('%j', async (argv, sentence) => {
    const { exitCode, stderr } = await callCli(argv);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(sentence);
  });
});

describe('one sentence and exit code 1 for', () => {
  it.each<[string, (dir: string) => void, RegExp]>([
    ['no folder', (dir) => rmSync(dir, { recursive: true }), /^dgsct: ".*" holds no run \(there is no run/],
    [
      'no checkpoint',
      (dir) => ['best', 'last'].map((name) => rmSync(join(dir, name), { recursive: true })),
      /has no checkpoint yet/,
    ],
    ['no weights', (dir) => rmSync(fileIn(dir)), /'.*best\/model\.safetensors': there is no such file/],
    ['empty weights', (dir) => truncateSync(fileIn(dir), 0), /model\.safetensors' is damaged/],
    ['truncated weights', (dir) => truncateSync(fileIn(dir), 50_000), /model\.safetensors' is damaged/],
    ['a flipped bit in the header', (dir) => flipBit(fileIn(dir), 40), /model\.safetensors' is damaged/],
    ['a flipped bit in a weight', (dir) => flipBit(fileIn(dir), -2), /model\.safetensors' is damaged/],
    [
      'weights that are none, without sums',
      (dir) => {
        rmSync(join(dir, 'best', 'SHA256SUMS'));
        writeFileSync(fileIn(dir), 'not weights at all');
      },
      /Cannot read '.*best\/model\.safetensors'/,
    ],
    ['an empty card', (dir) => writeFileSync(join(dir, 'run.json'), ''), /run\.json cannot be read/],
    ['a card cut short', (dir) => truncateSync(join(dir, 'run.json'), 300), /run\.json cannot be read/],
    ['a card of null', (dir) => writeFileSync(join(dir, 'run.json'), 'null'), /lists no classes/],
    [
      'a card without a config',
      (dir) => writeFileSync(join(dir, 'run.json'), '{"classes":["Bell"]}'),
      /run\.json cannot be read \(its config/,
    ],
    [
      'a card in whose place is a folder',
      (dir) => {
        rmSync(join(dir, 'run.json'));
        mkdirSync(join(dir, 'run.json'));
      },
      /run\.json cannot be read \(EISDIR/,
    ],
    [
      'a card of another network',
      (dir) => {
        const card = readFileSync(join(dir, 'run.json'), 'utf8');
        writeFileSync(join(dir, 'run.json'), card.replace('"learnedTokens": 2', '"learnedTokens": 3'));
      },
      /does not fit the model/,
    ],
  ])('%s', async (_name, spoil, sentence) => {
    const copy = join(temporaryFolder(), 'copy');
    cpSync(run, copy, { recursive: true });
    spoil(copy);
    const { exitCode, stdout, stderr } = await evaluate(copy);
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^dgsct: [^\n]+\n$/);
    expect(stderr).not.toContain('DGSCT_DEBUG');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  });

  it('data of other classes', async () => {
    const other = minuteData();
    const annotations = join(other, 'Annotations.txt');
    for (const path of [
      annotations,
      ...['train', 'val', 'test'].map((name) => join(other, `${name}Set.txt`)),
    ]) {
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('Bell', 'Horn'));
    }
    const { exitCode, stdout, stderr } = await evaluate(run, '--data', other);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^dgsct: the clips in .* are of other classes than those of the run [^\n]+\n$/);
  });
});
