// Frames and waves as the published training reads them, and everything that can be wrong with them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAveMaterial, listAveFrames, readAveWave } from './ave-material.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ave material '));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const nameOf = (number: number): string => `${String(number).padStart(8, '0')}.jpg`;

/** A folder of empty files. */
function putFrames(id: string, names: readonly string[]): string {
  const folder = join(dir, 'frames', id);
  mkdirSync(folder, { recursive: true });
  for (const name of names) writeFileSync(join(folder, name), '');
  return folder;
}

/** A file as numpy.save writes it. */
function putWave(id: string, values: Float32Array | Int16Array, shape = `${values.length},`): string {
  const type = values instanceof Float32Array ? '<f4' : '<i2';
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }\n`;
  const start = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length, 0)}${header}`, 'latin1');
  const file = join(dir, 'wave', `${id}.npy`);
  mkdirSync(join(dir, 'wave'), { recursive: true });
  writeFileSync(file, Buffer.concat([start, new Uint8Array(values.buffer)]));
  return file;
}

function putVideo(id: string): string {
  const path = join(dir, 'AVE', `${id}.mp4`);
  mkdirSync(join(dir, 'AVE'), { recursive: true });
  writeFileSync(path, '');
  return path;
}

describe('findAveMaterial', () => {
  it('takes frames and wave, also where there is a video', () => {
    const extracted = {
      kind: 'extracted',
      frames: putFrames('a', [nameOf(1)]),
      wave: putWave('a', new Float32Array(1)),
    };
    expect(findAveMaterial(dir, 'a')).toEqual(extracted);
    putVideo('a');
    expect(findAveMaterial(dir, 'a')).toEqual(extracted);
  });

  it('takes the video where frames or wave are missing', () => {
    putFrames('a', [nameOf(1)]);
    putWave('b', new Float32Array(1));
    for (const id of ['a', 'b', 'c']) {
      const path = putVideo(id);
      expect(findAveMaterial(dir, id)).toEqual({ kind: 'video', path });
    }
  });

  it('says what is missing', () => {
    const frames = putFrames('mute', [nameOf(1)]);
    const wave = putWave('blind', new Float32Array(1));
    const reasonFor = (id: string) => {
      const material = findAveMaterial(dir, id);
      return material.kind === 'absent' ? material.reason : material;
    };
    expect(reasonFor('mute')).toBe(
      `there is no sound of "mute": ${frames} is there, but ${join(dir, 'wave', 'mute.npy')} is not.`,
    );
    expect(reasonFor('blind')).toBe(
      `there are no frames of "blind": ${wave} is there, but ${join(dir, 'frames', 'blind')} is not.`,
    );
    expect(reasonFor('gone')).toBe(
      `there is no video of "gone" in ${dir}, and neither frames/gone nor wave/gone.npy.`,
    );
  });
});

describe('listAveFrames', () => {
  it('gives the pictures in the order of time, and passes over other files', () => {
    const numbers = Array.from({ length: 101 }, (_, i) => i + 1);
    const folder = putFrames('a', [...numbers.map(nameOf).reverse(), 'notes.txt', '.DS_Store']);
    expect(listAveFrames(folder)).toEqual(numbers.map((number) => join(folder, nameOf(number))));
  });

  it('refuses a folder without pictures, a gap, other names, and what is no folder', () => {
    const message = (folder: string): string => {
      try {
        return listAveFrames(folder).join();
      } catch (error) {
        expect(error).toMatchObject({ name: 'DatasetError', code: 'DATASET_FILE', file: folder });
        return String(error);
      }
    };
    expect(message(putFrames('none', ['1.png']))).toMatch(/none holds no \.jpg files; expected frames from/);
    expect(message(putFrames('gap', [1, 2, 4, 5].map(nameOf)))).toMatch(
      /4 \.jpg files, but no 00000003\.jpg;/,
    );
    expect(message(putFrames('zero', [0, 1, 2].map(nameOf)))).toMatch(/3 \.jpg files, but no 00000003\.jpg;/);
    expect(message(putFrames('named', ['000001.jpg']))).toMatch(/1 \.jpg files, but no 00000001\.jpg;/);
    expect(message(join(putFrames('file', [nameOf(1)]), nameOf(1)))).toMatch(
      /^DatasetError: Cannot read .*ENOTDIR/,
    );
  });

  it('finds any number that is left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(), (count, pick) => {
        const left = 1 + (pick % (count - 1));
        const numbers = Array.from({ length: count }, (_, i) => i + 1).filter((number) => number !== left);
        rmSync(join(dir, 'frames'), { recursive: true, force: true });
        const folder = putFrames('a', numbers.map(nameOf));
        expect(() => listAveFrames(folder)).toThrow(`but no ${nameOf(left)};`);
      }),
      { numRuns: 20 },
    );
  });
});

describe('readAveWave', () => {
  const sound = Float32Array.from({ length: 320_000 }, (_, i) => Math.sin(i / 50));

  it.each(['320000,', '1, 320000', '10, 32000', '10, 1, 32000'])(
    'reads ten seconds of shape (%s)',
    (shape) => {
      // Compared as bytes: of so many numbers that is fast.
      expect(
        Buffer.from(readAveWave(putWave('a', sound, shape)).buffer).equals(Buffer.from(sound.buffer)),
      ).toBe(true);
    },
  );

  it('refuses another length, another type, numbers that are none, and no array', () => {
    const reading = (file: string) => () => readAveWave(file);
    expect(reading(putWave('short', sound.slice(0, 160_000)))).toThrow(
      /short\.npy has 160000 samples; expected 320000, 10 segments of 32000\./,
    );
    expect(reading(putWave('whole', new Int16Array(320_000)))).toThrow(/type "<i2"; expected <f4\./);
    const broken = sound.slice();
    broken[7] = Number.NaN;
    expect(reading(putWave('nan', broken))).toThrow(
      /nan\.npy holds NaN at sample 7; expected finite numbers/,
    );
    const file = putWave('cut', sound);
    writeFileSync(file, 'text, no array');
    expect(reading(file)).toThrow(expect.objectContaining({ code: 'DATASET_FILE', file }));
  });
});
