// Picture files there and back, typed refusals, and the report of what is installed.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeJpeg, encodePng, probeMedia, readImage, readMask, writeJpeg, writePng } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'media-images-'));
afterAll(() => rmSync(folder, { recursive: true }));

const picture = {
  data: Uint8Array.from({ length: 12 * 20 * 3 }, (_, i) => (i * 37) % 256),
  height: 12,
  width: 20,
  channels: 3,
};

describe('readMask', () => {
  const [width, height] = [5, 4];
  const bits = Uint8Array.from({ length: width * height }, (_, i) => (i % 3 === 0 ? 1 : 0));
  const grey = (white: number) =>
    sharp(
      bits.map((bit) => bit * white),
      { raw: { width, height, channels: 1 } },
    );

  it.each([
    ['grey', () => grey(255)],
    ['grey of one level above black', () => grey(1)],
    ['colours', () => grey(255).toColourspace('srgb')],
    ['colours with transparency', () => grey(255).toColourspace('srgb').ensureAlpha(0)],
    ['grey with transparency', () => grey(255).ensureAlpha(0.5)],
    ['a palette', () => grey(255).toColourspace('srgb').png({ palette: true, colours: 2 })],
  ])('reads %s', async (mode, picture) => {
    const path = join(folder, `${mode}.png`);
    writeFileSync(path, await picture().png().toBuffer());
    expect(await readMask(path)).toEqual({ data: bits, height, width, channels: 1 });
  });

  it('sees one colour alone', async () => {
    const path = join(folder, 'blue.png');
    await writePng(path, { data: Uint8Array.of(0, 0, 9, 0, 0, 0), height: 1, width: 2, channels: 3 });
    expect((await readMask(path)).data).toEqual(Uint8Array.of(1, 0));
  });
});

describe('pictures', () => {
  it('come back from PNG as they were', async () => {
    const path = join(folder, '-größe 1.png');
    await writePng(path, picture);
    const read = await readImage(path);
    expect(read).toMatchObject({ height: 12, width: 20, channels: 3 });
    expect(Buffer.compare(read.data, picture.data)).toBe(0);
  });

  it('are stored in one channel where they have one, as masks are published', async () => {
    const mask = { data: Uint8Array.of(0, 255, 255, 0, 7, 0), height: 2, width: 3, channels: 1 };
    const bytes = await encodePng(mask);
    // IHDR: 8 bits, colour type 0 (grey).
    expect([...bytes.subarray(24, 26)]).toEqual([8, 0]);
    const path = join(folder, 'mask.png');
    await writePng(path, mask);
    expect((await readMask(path)).data).toEqual(Uint8Array.of(0, 1, 1, 0, 1, 0));
    expect([...(await readImage(path)).data.subarray(12, 15)]).toEqual([7, 7, 7]);
    await expect(encodePng({ ...mask, channels: 2 })).rejects.toMatchObject({ code: 'MEDIA_ARGUMENT' });
  });

  it('come back from JPEG nearly as they were', async () => {
    const grey = { ...picture, data: new Uint8Array(picture.data.length).fill(120) };
    const path = join(folder, 'grey.jpg');
    await writeJpeg(path, grey);
    expect(readFileSync(path).equals(await encodeJpeg(grey, 90))).toBe(true);
    const { data } = await readImage(path);
    expect(Math.max(...data.map((value) => Math.abs(value - 120)))).toBeLessThanOrEqual(1);
  });

  it('of one channel come back as RGB', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="6" height="4"><rect width="6" height="4" fill="#777"/></svg>';
    const path = join(folder, 'plain.svg');
    writeFileSync(path, svg);
    const { data, channels } = await readImage(path);
    expect(channels).toBe(3);
    expect([...data]).toEqual(Array(6 * 4 * 3).fill(0x77));
  });

  it.each([
    ['absent.png', 'MEDIA_NOT_FOUND'],
    ['text.png', 'MEDIA_UNREADABLE'],
    ['empty.png', 'MEDIA_EMPTY'],
  ])('that cannot be read say so: %s', async (name, code) => {
    writeFileSync(join(folder, 'text.png'), 'no picture');
    writeFileSync(join(folder, 'empty.png'), '');
    await expect(readImage(join(folder, name))).rejects.toMatchObject({ code, path: join(folder, name) });
  });

  it('of another shape or place are refused and leave nothing', async () => {
    await expect(encodePng({ ...picture, width: 21 })).rejects.toMatchObject({ code: 'MEDIA_ARGUMENT' });
    const taken = join(folder, 'taken.png');
    mkdirSync(taken, { recursive: true });
    writeFileSync(join(taken, 'inside'), '');
    await expect(writePng(taken, picture)).rejects.toMatchObject({ code: 'MEDIA_WRITE' });
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('probeMedia', () => {
  it('reports the parts that this workspace installs', async () => {
    const report = await probeMedia();
    expect(report).toMatchObject({ reader: 'node-av', writesVideo: true, readsImages: true, missing: [] });
    expect(report.ffmpeg).toMatch(/ffmpeg/);
  });
});
