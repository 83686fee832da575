// Writing clips: whole files, the same bytes each time, typed refusals, nothing left behind.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type VideoClip, writeVideo } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'media-write-'));
afterAll(() => rmSync(folder, { recursive: true }));

const clip = (change: Partial<VideoClip> = {}): VideoClip => ({
  width: 32,
  height: 16,
  frameRate: 8,
  frames: new Uint8Array(3 * 32 * 16 * 3).map((_, i) => (i * 7) % 251),
  samples: new Float32Array(5000).map((_, i) => 0.5 * Math.sin(i / 5)),
  sampleRate: 16000,
  ...change,
});

describe('writeVideo', () => {
  it('writes the same bytes for the same clip', () => {
    const paths = ['one.mp4', 'two.mp4'].map((name) => join(folder, name));
    for (const path of paths) writeVideo(path, clip());
    const [one, two] = paths.map((path) => readFileSync(path));
    expect(one?.subarray(4, 8).toString()).toBe('ftyp');
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
  });

  it.each([
    ['an odd width', { width: 31, frames: new Uint8Array(31 * 16 * 3) }],
    ['a height of 0', { height: 0 }],
    ['part of a frame', { frames: new Uint8Array(100) }],
    ['no frames', { frames: new Uint8Array(0) }],
    ['a frame rate of 0', { frameRate: 0 }],
    ['a rate that AAC lacks', { sampleRate: 31999 }],
  ])('refuses %s in one sentence', (_, change) => {
    const oneSentence = expect.stringMatching(/^.+$/);
    const refusal = expect.objectContaining({ code: 'MEDIA_ARGUMENT', message: oneSentence });
    expect(() => writeVideo(join(folder, 'refused.mp4'), clip(change))).toThrow(refusal);
  });

  it('leaves nothing behind where it cannot write', () => {
    const taken = join(folder, 'taken.mp4');
    mkdirSync(taken);
    writeFileSync(join(taken, 'inside'), '');
    const before = readdirSync(folder).sort();
    for (const path of [taken, join(folder, 'absent', 'a.mp4')]) {
      expect(() => writeVideo(path, clip())).toThrow(expect.objectContaining({ code: 'MEDIA_WRITE', path }));
    }
    expect(readdirSync(folder).sort()).toEqual(before);
  });
});
