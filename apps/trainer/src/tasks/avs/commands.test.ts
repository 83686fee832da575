// Segmentation by the commands, as a person uses them, in both settings: preparing, training, measuring, and
// what is said of clips that are damaged. Videos are segmented in predict.test.ts.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '@dg-sct/checkpoint';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/ave-folder.ts';
import { type AvsTask, avsConfig, avsData, avsPaths } from '../../testing/avs-folder.ts';
import { callCli } from '../../testing/run-cli.ts';

const newRun = (): string => join(temporaryFolder(), 'run');
const modelOf = (run: string): string => join(run, 'last', 'model.safetensors');

describe.each(['avs-s4', 'avs-ms3'] as const)('%s', (task: AvsTask) => {
  let data = '';
  let config = '';
  beforeAll(async () => {
    data = await avsData(task);
    config = avsConfig(task);
  });
  const train = (out: string, ...more: string[]) =>
    callCli(['train', '--config', config, '--data', data, '--out', out, '--quiet', ...more]);

  it('trains, and is measured', async () => {
    const whole = newRun();
    const { exitCode, stdout, stderr } = await train(whole, '--epochs', '3');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/run: finished after 6 steps; best epoch \d, M_F [\d.]+ % on val\.\n$/);
    // S4 trains the kernels that make the spectrogram; MS3 leaves the audio encoder alone.
    const names = [...(await readSafetensors(modelOf(whole))).tensors.keys()];
    const kernels = 'htsat.spectrogram_extractor.stft.conv_real.weight';
    expect(names.includes(kernels)).toBe(task === 'avs-s4');

    const measured = await callCli(['eval', '--run', whole, '--data', data, '--quiet']);
    expect(measured).toMatchObject({ exitCode: 0, stderr: '' });
    const rows = measured.stdout.trimEnd().split('\n');
    expect(rows.slice(0, 4).map((row) => row.replace(/\s+[\d.]+ %/, ''))).toEqual(
      ['M_J', 'M_F', 'clipM_J', 'clipM_F'].map((name) => `${name}  of 1 clips`),
    );
    expect(rows.slice(4, -1).map((row) => row.replace(/\s+[\d.]+ %/, ''))).toEqual(
      task === 'avs-s4' ? ['bell  of 1 clips, M_J'] : [],
    );
    expect(rows.at(-1)).toMatch(/^M_J on test: [\d.]+ %, M_F: [\d.]+ %, of 1 clips$/);
  }, 240_000);

  it('says what is wrong with a config', async () => {
    for (const [set, sentence] of [
      ['input.maskSize=15', 'maskSize 15 is no multiple of 4'],
      ['input.sound=noise', 'input.sound must be one of logmel, samples'],
      ['input.segments=10', 'input.segments must be 5, because AVSBench labels five seconds'],
      ['model.decoder.gama=1', 'did you mean "model.decoder.gamma"?'],
      ['input.sampleRate=16000', 'the sound in .npy files has 32000 Hz'],
    ] as const) {
      const cache = join(temporaryFolder(), 'cache');
      const { exitCode, stdout, stderr } = await train(
        newRun(),
        '--set',
        set,
        '--set',
        `data.cache=${cache}`,
      );
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain(sentence);
    }
  });
});

describe('clips that are incomplete or damaged', () => {
  it('are named and left out', async () => {
    const data = await avsData('avs-ms3');
    const config = avsConfig('avs-ms3');
    rmSync(join(data, avsPaths('avs-ms3', 'train', 'a', 2).frame));
    rmSync(join(data, avsPaths('avs-ms3', 'train', 'a', 3).mask));
    writeFileSync(join(data, avsPaths('avs-ms3', 'train', 'b', 1).mask), 'this is no picture');
    rmSync(join(data, 'ms3_data', 'wave', 'val'), { recursive: true });
    const prepare = ['data', 'prepare', '--config', config, '--data', data, '--quiet'];
    const { exitCode, stdout, stderr } = await callCli(prepare);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      '2 clips ready: 2 prepared, 0 were there, 3 skipped because they are missing or damaged.\n',
    );
    const [first, second, third, ...others] = stderr.trimEnd().split('\n').sort();
    expect(first).toMatch(/^skipped: "[^"]*b_1\.png" cannot be read as a picture/);
    expect(second).toMatch(/^skipped: clip "a" is incomplete: there is no .*a\.mp4_2\.png and 1 more of its/);
    expect(third).toMatch(/^skipped: clip "d" is incomplete: there is no .*AVS\.npy$/);
    expect(others).toEqual([]);
  });

  it('stop the training where none of a split is left', async () => {
    const data = await avsData('avs-s4');
    rmSync(join(data, 's4_data', 'visual_frames', 'val'), { recursive: true });
    const argv = ['train', '--config', avsConfig('avs-s4'), '--data', data, '--out', newRun(), '--quiet'];
    const { exitCode, stderr } = await callCli(argv);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('no clip of the val split');
  });

  it('are a matter of the whole data set where its list is no list', async () => {
    const data = await avsData('avs-s4');
    writeFileSync(join(data, 's4_meta_data.csv'), 'name,start\na,0\n');
    const argv = ['data', 'prepare', '--config', avsConfig('avs-s4'), '--data', data];
    const { exitCode, stderr } = await callCli(argv);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/s4_meta_data\.csv, line 1: there is no column "split"/);
  });
});
