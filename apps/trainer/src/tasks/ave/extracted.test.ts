import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { LogMelExtractor } from '@dg-sct/encoder-htsat/log-mel';
import { preprocessFrames, readImage } from '@dg-sct/media';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import { normalizeFrames } from '../../prepare/normalize.ts';
import { checkWaveRate } from '../../prepare/wave-rate.ts';
import { temporaryFolder, writeExtracted } from '../../testing/ave-folder.ts';
import { prepareExtracted } from './extracted.ts';

const { input } = loadConfig('ave-tiny');
let dir: string;
const clipOf = (id: string) =>
  ({ kind: 'extracted', frames: join(dir, 'frames', id), wave: join(dir, 'wave', `${id}.npy`) }) as const;
beforeAll(async () => {
  dir = temporaryFolder();
  await writeExtracted(dir, 'many', { frames: 29 });
  await writeExtracted(dir, 'few', { frames: 2 });
});

describe('prepareExtracted', () => {
  it.each([
    ['many', [1, 4, 7, 10, 13, 16, 19, 22, 25, 29]],
    ['few', [1, 1, 1, 1, 1, 1, 1, 1, 1, 2]],
  ])('takes of %s the published pictures, each resized as published', async (id, numbers) => {
    const { frames } = await prepareExtracted(clipOf(id), { ...input, framePrecision: 'float32' });
    expect(frames).toMatchObject({ dtype: 'F32', shape: [10, 64, 64, 3] });
    const values = normalizeFrames(frames);
    for (const [t, number] of numbers.entries()) {
      const file = join(dir, 'frames', id, `${String(number).padStart(8, '0')}.jpg`);
      const published = preprocessFrames({ ...(await readImage(file)), count: 1 }, { size: 64 });
      const own = values.subarray(t * published.length, (t + 1) * published.length);
      const errors = published.map((value, i) => Math.abs(value - (own[i] ?? Number.NaN)));
      expect(Math.max(...errors)).toBeLessThan(1e-6);
    }
  });

  it('repeats each second of the wave as the published loader does', async () => {
    const { logmel } = await prepareExtracted(clipOf('few'), { ...input, tile: 10 });
    expect(logmel.shape).toEqual([10, 1001, 32]);
    const tone = (i: number): number => 0.3 * Math.sin((2 * Math.PI * 440 * i) / 32_000);
    const tiled = Float32Array.from({ length: 320_000 }, (_, i) => tone(32_000 + (i % 32_000)));
    const expected = new LogMelExtractor(input).extract(tiled);
    expect(
      Buffer.from(logmel.data.slice(1001 * 32, 2 * 1001 * 32).buffer).equals(Buffer.from(expected.buffer)),
    ).toBe(true);
  });

  it('names a picture that is missing', async () => {
    await writeExtracted(dir, 'gap');
    rmSync(join(dir, 'frames', 'gap', '00000005.jpg'));
    await expect(prepareExtracted(clipOf('gap'), input)).rejects.toThrow(
      /gap holds 11 \.jpg files, but no 00000005\.jpg/,
    );
  });
});

describe('checkWaveRate', () => {
  it('refuses what the waves do not have', () => {
    expect(() => checkWaveRate(input)).not.toThrow();
    expect(() => checkWaveRate({ ...input, sampleRate: 16_000 })).toThrow(/^input\.sampleRate is 16000, but/);
  });
});
