// From frames and waves, as the published training reads them, to a trained and measured model; and what is said of
// clips that are missing or damaged.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeAveFiles, writeExtracted, writeTinyVideo } from '../testing/ave-folder.ts';
import { MINUTE } from '../testing/minute.ts';
import { callCli } from '../testing/run-cli.ts';

/** The minute's network, at the rate of waves with as many spectrogram frames. */
const INPUT = ['input.sampleRate=32000', 'input.hop=1600', 'input.fftSize=2048'];
const with32kHz = (command: readonly string[], data: string): string[] => [
  ...command,
  ...['--config', MINUTE, '--data', data],
  ...INPUT.flatMap((setting) => ['--set', setting]),
];
const prepare = (data: string) => callCli([...with32kHz(['data', 'prepare'], data), '--quiet']);

async function folderOf(train: readonly string[]): Promise<string> {
  const dir = temporaryFolder();
  writeAveFiles(dir, { train: [...train], val: ['d'], test: ['e'] });
  for (const id of [...train, 'd', 'e']) await writeExtracted(dir, id);
  return dir;
}

describe('frames and waves', () => {
  it('are prepared, trained on and measured; clips that are missing or damaged are named and left out', async () => {
    const damaged = ['no-video', 'no-frames', 'no-wave', 'no-jpg', 'gap', 'picture', 'short', 'text'];
    const dir = await folderOf(['a', 'b', ...damaged]);
    const frames = (id: string, ...more: string[]): string => join(dir, 'frames', id, ...more);
    const wave = (id: string): string => join(dir, 'wave', `${id}.npy`);
    for (const id of ['no-video', 'no-frames']) rmSync(frames(id), { recursive: true });
    for (const id of ['no-video', 'no-wave']) rmSync(wave(id));
    for (const name of readdirSync(frames('no-jpg'))) rmSync(frames('no-jpg', name));
    rmSync(frames('gap', '00000003.jpg'));
    writeFileSync(frames('picture', '00000001.jpg'), 'no picture');
    await writeExtracted(dir, 'short', { samples: 160_000 });
    writeFileSync(wave('text'), 'no array');

    const prepared = await prepare(dir);
    expect(prepared.stdout).toBe(
      '4 clips ready: 4 prepared, 0 were there, 8 skipped because they are missing or damaged.\n',
    );
    expect(prepared.exitCode).toBe(0);
    const warnings = prepared.stderr.trimEnd().split('\n');
    expect(warnings).toHaveLength(damaged.length);
    for (const sentence of [
      /^skipped: there is no video of "no-video" in .*, and neither frames\/no-video nor wave\/no-video\.npy\.$/m,
      /^skipped: there are no frames of "no-frames": .*no-frames\.npy is there, but .*no-frames is not\.$/m,
      /^skipped: there is no sound of "no-wave": .*no-wave is there, but .*no-wave\.npy is not\.$/m,
      /^skipped: .*no-jpg holds no \.jpg files; expected frames from 00000001\.jpg on/m,
      /^skipped: .*gap holds 11 \.jpg files, but no 00000003\.jpg; expected/m,
      /^skipped: ".*00000001\.jpg" cannot be read as a picture/m,
      /^skipped: .*short\.npy has 160000 samples; expected 320000/m,
      /^skipped: .*text\.npy is no NumPy array that can be read/m,
    ]) {
      expect(prepared.stderr).toMatch(sentence);
    }

    const run = join(temporaryFolder(), 'run');
    const trained = await callCli([...with32kHz(['train'], dir), '--out', run]);
    expect({ exitCode: trained.exitCode, skipped: trained.stderr.match(/^skipped: /gm)?.length }).toEqual({
      exitCode: 0,
      skipped: damaged.length,
    });
    const measured = await callCli(['eval', '--run', run, '--quiet']);
    expect(measured).toMatchObject({ exitCode: 0, stderr: '' });
    expect(measured.stdout).toMatch(/accuracy on test: [\d.]+ % of 10 seconds\n$/);
  });

  it('come before videos, and neither is taken for the other in the cache', async () => {
    const dir = await folderOf(['a']);
    for (const id of ['a', 'd', 'e']) writeTinyVideo(join(dir, 'AVE', `${id}.mp4`));
    const said = async (): Promise<string> => (await prepare(dir)).stdout;
    expect(await said()).toBe('3 clips ready: 3 prepared, 0 were there.\n');
    const names = (): string[] => readdirSync(join(dir, 'prepared'), { recursive: true }).map(String);
    expect(names().filter((name) => name.endsWith('.extracted.safetensors'))).toHaveLength(3);
    rmSync(join(dir, 'wave', 'a.npy'));
    expect(await said()).toBe('3 clips ready: 1 prepared, 2 were there.\n');
    for (const folder of ['AVE', 'frames', 'wave']) rmSync(join(dir, folder), { recursive: true });
    expect(await said()).toBe('3 clips ready: 0 prepared, 3 were there.\n');
  });

  it('are refused where the config wants another rate', async () => {
    const dir = await folderOf(['a']);
    const { exitCode, stdout, stderr } = await callCli([
      'data',
      'prepare',
      '--config',
      MINUTE,
      '--data',
      dir,
      '--quiet',
    ]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(
      /^dgsct: input\.sampleRate is 8000, but the sound in \.npy files has 32000 Hz [^\n]+\n$/,
    );
  });
});
