// Writing piece by piece: the same file as in one go, nothing before it is complete, nothing left where it is given up.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openMediaReader, openVideoWriter, writeVideo } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'media-writer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FORMAT = { width: 32, height: 16, frameRate: 1, sampleRate: 16_000 };
const SIZE = 32 * 16 * 3;
const frame = (n: number): Uint8Array => new Uint8Array(SIZE).fill(60 * n);
const tone = (n: number, length = 16_000): Float32Array =>
  Float32Array.from({ length }, (_, i) => 0.3 * Math.sin((n + 1) * 0.02 * i));

it('appears when it is closed, and is what the same clip in one go is', () => {
  const [whole, pieces] = [join(folder, 'whole.mp4'), join(folder, 'pieces.mp4')];
  const frames = new Uint8Array(4 * SIZE);
  const samples = new Float32Array(4 * 16_000);
  const writer = openVideoWriter(pieces, FORMAT);
  for (let n = 0; n < 4; n++) {
    frames.set(frame(n), n * SIZE);
    samples.set(tone(n), n * 16_000);
    writer.add(frame(n), tone(n));
    expect(readdirSync(folder)).not.toContain('pieces.mp4');
  }
  writer.close();
  writer.discard();
  writeVideo(whole, { ...FORMAT, frames, samples });
  expect(readFileSync(pieces).equals(readFileSync(whole))).toBe(true);
});

it('sound may come in any lengths, or not at all', async () => {
  const reader = await openMediaReader();
  const path = join(folder, 'uneven.mp4');
  const writer = openVideoWriter(path, FORMAT);
  for (const [n, length] of [100, 40_000, 0].entries()) writer.add(frame(n), tone(n, length));
  writer.add(frame(3));
  writer.close();
  expect(reader.readFrames(path).count).toBe(4);
  expect(reader.readAudio(path, { sampleRate: 16_000 })).toHaveLength(40_100);

  const { sampleRate: _, ...mute } = FORMAT;
  const silent = openVideoWriter(path, mute);
  silent.add(frame(1));
  silent.close();
  expect(reader.probe(path).audio).toBeUndefined();
});

it('leaves what was there where it is given up, and says what is wrong with a frame', () => {
  const path = join(folder, 'mine.mp4');
  writeFileSync(path, 'mine');
  const before = readdirSync(folder).sort();
  const writer = openVideoWriter(path, FORMAT);
  writer.add(frame(1), tone(1));
  expect(() => writer.add(new Uint8Array(3))).toThrow(
    expect.objectContaining({ code: 'MEDIA_ARGUMENT', message: expect.stringContaining('got 3') }),
  );
  writer.discard();
  writer.discard();
  expect(readdirSync(folder).sort()).toEqual(before);
  expect(readFileSync(path, 'utf8')).toBe('mine');
});
