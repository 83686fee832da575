import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { override } from '../config/overrides.ts';
import { Interrupted } from '../interrupt.ts';
import { commandIo } from '../io.ts';
import { openPrepared, type PreparedSplit } from '../prepare/dataset.ts';
import type { AveExample } from '../tasks/ave/data.ts';
import { temporaryFolder, writeAveFiles, writeTinyVideo } from '../testing/ave-folder.ts';
import { whereDecodersCrash } from '../testing/crash.ts';
import { callCli } from '../testing/run-cli.ts';

const prepare = (data: string, ...more: string[]) => [
  'data',
  'prepare',
  '--config',
  'ave-tiny',
  '--data',
  data,
  ...more,
];

function folderWithBadVideos(): string {
  const dir = temporaryFolder();
  writeAveFiles(dir, {
    train: ['good', 'missing', 'empty', 'text', '-dash'],
    val: ['mute'],
    test: ['good2'],
  });
  for (const id of ['good', '-dash', 'good2']) writeTinyVideo(join(dir, 'AVE', `${id}.mp4`));
  writeTinyVideo(join(dir, 'AVE', 'mute.mp4'), { sound: false });
  writeFileSync(join(dir, 'AVE', 'empty.mp4'), '');
  writeFileSync(join(dir, 'AVE', 'text.mp4'), 'this is no video');
  return dir;
}

const quietIo = () =>
  commandIo({ stdout: { write: () => {} }, stderr: { write: () => {} } }, new AbortController().signal, true);

describe('dgsct data prepare', () => {
  it('names the files that it cannot read and goes on', async () => {
    const dir = folderWithBadVideos();
    const { exitCode, stdout, stderr } = await callCli(prepare(dir, '--quiet'));
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      '3 clips ready: 3 prepared, 0 were there, 4 skipped because they are missing or damaged.\n',
    );
    const warnings = stderr.trimEnd().split('\n').sort();
    expect(warnings).toHaveLength(4);
    expect(warnings[0]).toMatch(/^skipped: "[^"]*empty\.mp4" is empty/);
    expect(warnings[1]).toMatch(/^skipped: "[^"]*mute\.mp4" holds no sound/);
    expect(warnings[2]).toMatch(/^skipped: "[^"]*text\.mp4" cannot be read as video or sound/);
    expect(warnings[3]).toMatch(/^skipped: there is no video of "missing"/);
  });

  it('names a clip that crashes its decoder and goes on', async () => {
    const dir = temporaryFolder();
    writeAveFiles(dir, { train: ['a', 'crash', 'b'] });
    for (const id of ['a', 'crash', 'b']) writeTinyVideo(join(dir, 'AVE', `${id}.mp4`));
    const { exitCode, stdout, stderr } = await whereDecodersCrash('crash.mp4', () =>
      callCli(prepare(dir, '--quiet', '--workers', '1')),
    );
    expect(stdout).toMatch(/^2 clips ready: 2 prepared, 0 were there, 1 skipped/);
    expect(stderr).toMatch(
      /^skipped: the process that read "crash[^"]*" died of SIG[A-Z]+; its files may be damaged.\n$/,
    );
    expect(exitCode).toBe(0);
  });

  it('keeps what is prepared, and prepares again what other options need', async () => {
    const dir = temporaryFolder();
    const cache = join(dir, 'cache');
    writeAveFiles(dir, { train: ['a', 'b'] });
    writeTinyVideo(join(dir, 'AVE', 'a.mp4'));
    const run = async (...more: string[]) =>
      (await callCli(prepare(dir, '--cache', cache, '--workers', '1', ...more))).stdout
        .split(/[.,]/, 2)
        .join();
    expect(await run()).toBe('1 clips ready: 1 prepared, 0 were there');
    writeTinyVideo(join(dir, 'AVE', 'b.mp4'));
    expect(await run()).toBe('2 clips ready: 1 prepared, 1 were there');
    expect(await run()).toBe('2 clips ready: 0 prepared, 2 were there');
    expect(await run('--set', 'input.fmin=60')).toBe('2 clips ready: 2 prepared, 0 were there');
  });

  it('gives samples in the order of the split file', async () => {
    const dir = temporaryFolder();
    writeAveFiles(dir, { train: ['z', 'gone', 'a'] });
    for (const id of ['a', 'z']) writeTinyVideo(join(dir, 'AVE', `${id}.mp4`));
    const split = (await openPrepared(
      loadConfig('ave-tiny', [override('data.dir', dir)]),
      'train',
      quietIo(),
    )) as PreparedSplit<AveExample>;
    expect(split.size).toBe(2);
    expect(split.classes).toEqual(['Bell']);
    expect(split.examples.map(({ name }) => name)).toEqual(['z', 'a']);
    for (const { labels } of split.examples) expect(labels).toEqual([1, 1, 0, 0, 0, 1, 1, 1, 1, 1]);
    const clip = await split.read(0);
    expect(clip.frames?.shape).toEqual([10, 64, 64, 3]);
    expect(clip.logmel?.shape).toEqual([10, 101, 32]);
    await expect(split.read(2)).rejects.toThrow('there is no clip 2');
  });

  it('fails when no clip can be used', async () => {
    const dir = temporaryFolder();
    writeAveFiles(dir, { train: ['a'] });
    const { exitCode, stdout } = await callCli(prepare(dir));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^0 clips ready/);
    const config = loadConfig('ave-tiny', [override('data.dir', dir)]);
    await expect(openPrepared(config, 'train', quietIo())).rejects.toThrow('no clip of the train split');
  });

  it('stops when interrupted and goes on later', async () => {
    const dir = temporaryFolder();
    const ids = ['a', 'b', 'c', 'd'];
    writeAveFiles(dir, { train: ids });
    for (const id of ids) writeTinyVideo(join(dir, 'AVE', `${id}.mp4`));
    const controller = new AbortController();
    const cache = join(dir, 'cache');
    const run = callCli(prepare(dir, '--cache', cache, '--workers', '1'), controller.signal);
    const appeared = setInterval(() => {
      if (existsSync(join(cache, 'train')) && readdirSync(join(cache, 'train')).length > 0) {
        controller.abort(new Interrupted('SIGINT'));
      }
    }, 2);
    const { exitCode, stdout, stderr } = await run;
    clearInterval(appeared);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 130,
      stdout: '',
      stderr: 'dgsct: interrupted\n',
    });
    const left = readdirSync(join(cache, 'train'));
    expect(left.length).toBeGreaterThan(0);
    expect(left.every((name) => name.endsWith('.safetensors'))).toBe(true);
    const again = await callCli(prepare(dir, '--cache', cache));
    expect(again.stdout).toBe(`4 clips ready: ${4 - left.length} prepared, ${left.length} were there.\n`);
  });

  it.each([
    [
      'a file in the way of the cache',
      1,
      (dir: string) => prepare(dir, '--cache', join(dir, 'trainSet.txt', 'x')),
    ],
    ['a folder that is no data set', 1, (dir: string) => prepare(join(dir, 'AVE'))],
    ['no data folder', 2, () => ['data', 'prepare', '--config', 'ave-tiny']],
    ['a misspelled key', 2, (dir: string) => prepare(dir, '--set', 'input.melBin=3')],
    ['an unknown preset', 2, (dir: string) => ['data', 'prepare', '--config', 'ave-smal', '--data', dir]],
  ])('says in one sentence: %s', async (_name, code, argv) => {
    const dir = temporaryFolder();
    writeAveFiles(dir, { train: ['a'] });
    writeTinyVideo(join(dir, 'AVE', 'a.mp4'));
    const rows = readFileSync(join(dir, 'trainSet.txt'), 'utf8');
    const { exitCode, stdout, stderr } = await callCli(argv(dir));
    expect(stderr).toMatch(/^dgsct: [^\n]+\n$/);
    expect(stderr).not.toContain('DGSCT_DEBUG');
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(readFileSync(join(dir, 'trainSet.txt'), 'utf8')).toBe(rows);
    expect(existsSync(join(dir, 'prepared'))).toBe(false);
  });
});
