// Damaged and lying pictures, sounds and videos. Each is refused by a MediaError or decoded, by every decoder, and the
// process lives on. Where it does not, the file that it died of is still in its temporary folder.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { BYTES, fuzz, several } from '@dg-sct/fuzz';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  encodeJpeg,
  encodePng,
  MediaError,
  type MediaReader,
  openMediaReader,
  readImage,
  readMask,
  writeVideo,
  writeWav,
} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostile-media-'));
afterAll(() => rmSync(folder, { recursive: true }));
const damaged = join(folder, 'damaged');
const put = (bytes: Uint8Array): string => {
  writeFileSync(damaged, bytes);
  return damaged;
};

const tone = (samples: number): Float32Array =>
  Float32Array.from({ length: samples }, (_, i) => Math.sin(i / 9));
const wav = (): Buffer => {
  const path = join(folder, 'good.wav');
  writeWav(path, tone(8000), 8000);
  return readFileSync(path);
};
const mp4 = (): Buffer => {
  const path = join(folder, 'good.mp4');
  const frames = Uint8Array.from({ length: 32 * 16 * 3 * 8 }, (_, i) => (7 * i) % 255);
  writeVideo(path, { width: 32, height: 16, frameRate: 8, sampleRate: 8000, frames, samples: tone(8000) });
  return readFileSync(path);
};

describe('pictures', () => {
  const picture = {
    data: Uint8Array.from({ length: 20 * 30 * 3 }, (_, i) => (i * 37) % 256),
    ...{ height: 20, width: 30, channels: 3 },
  };

  it('damaged anywhere are refused or read to as many bytes as they have pixels', async () => {
    const tally = await fuzz({
      corpus: {
        'a.png': await encodePng(picture),
        'a.jpg': await encodeJpeg(picture),
        'mask.png': await encodePng({ ...picture, data: picture.data.subarray(0, 600), channels: 1 }),
      },
      mutate: several(...BYTES),
      refusal: MediaError,
      cases: 300,
      async read(bytes, name) {
        const read = name === 'mask.png' ? readMask : readImage;
        const { data, height, width, channels } = await read(put(bytes));
        expect(data.length).toBe(height * width * channels);
      },
    });
    expect(tally.refused).toBeGreaterThan(50);
    expect(tally.accepted).toBeGreaterThan(5);
  });

  /** Width and height of a PNG as its header tells them, with the checksum that belongs to them. */
  it.each([
    [2 ** 31 - 1, 2 ** 31 - 1],
    [16_000, 16_000],
  ])('that claim %i x %i pixels are refused before memory is taken', async (width, height) => {
    const bytes = Buffer.from(await encodePng(picture));
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    const before = process.resourceUsage().maxRSS;
    await expect(readImage(put(bytes))).rejects.toMatchObject({ code: 'MEDIA_UNREADABLE' });
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(2 ** 17);
  });

  it('that unpack to more than MOST_PIXELS are refused', async () => {
    const blank = sharp({ create: { width: 9000, height: 8000, channels: 3, background: 'black' } });
    const bytes = await blank.png({ compressionLevel: 9 }).toBuffer();
    expect(bytes.length).toBeLessThan(2 ** 20);
    await expect(readImage(put(bytes))).rejects.toThrow(/pixel limit/);
  });
});

const FIXTURES = ['clip.webm', 'clip.mpegts', 'late-sound.mkv', 'rotated.mp4', 'tone.mp3'];
const fixture = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url)));

describe.each([
  ['node-av', 80],
  ['ffmpeg', 15],
] as const)('reader %s', (name, cases) => {
  let reader: MediaReader;
  beforeAll(async () => {
    reader = await openMediaReader(name);
  });

  it('refuses or decodes videos and sounds damaged anywhere', async () => {
    const window = { end: 5 };
    const tally = await fuzz({
      corpus: {
        'sound.wav': wav(),
        'video.mp4': mp4(),
        ...Object.fromEntries(FIXTURES.map((file) => [file, fixture(file)])),
      },
      mutate: several(...BYTES),
      refusal: MediaError,
      cases,
      milliseconds: 20_000,
      read(bytes) {
        const { video, audio } = reader.probe(put(bytes));
        if (audio) {
          const samples = reader.readAudio(damaged, { ...window, sampleRate: 16_000 });
          expect(samples.length).toBeLessThanOrEqual(80_000);
        }
        if (video) {
          const { data, count, height, width } = reader.readFrames(damaged, { ...window, count: 3 });
          expect(data.length).toBe(count * height * width * 3);
        }
      },
    });
    expect(tally.accepted).toBeGreaterThan(2);
    expect(tally.refused).toBeGreaterThan(1);
  });

  it.each([1, 999, 768_001, 2 ** 31 - 1])('refuses sound of %i samples a second', (rate) => {
    const bytes = wav();
    bytes.writeUInt32LE(rate, 24);
    bytes.writeUInt32LE((4 * rate) % 2 ** 32, 28);
    const read = () => reader.readAudio(put(bytes), { sampleRate: 32_000 });
    expect(read).toThrow(expect.objectContaining({ code: 'MEDIA_UNREADABLE' }));
    expect(read).toThrow(`it says that its sound has ${rate} samples a second`);
  });

  it.each([
    ['samples', 'stsz', 12],
    ['chunks', 'stco', 8],
    ['entries of time', 'stts', 8],
    ['samples of one duration', 'stts', 12],
  ])('refuses or decodes an mp4 that claims 2^31 %s, without taking memory for them', (_, box, at) => {
    const bytes = mp4();
    bytes.writeUInt32BE(2 ** 31 - 1, bytes.indexOf(box) + at);
    const before = process.resourceUsage().maxRSS;
    try {
      expect(reader.readFrames(put(bytes), { count: 2 }).count).toBe(2);
    } catch (error) {
      expect(error).toBeInstanceOf(MediaError);
    }
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(2 ** 17);
  });
});
