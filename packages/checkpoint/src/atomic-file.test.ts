// A replacement either happens completely or not at all: failures are injected before the rename, and a writing
// process is killed at arbitrary moments.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile, writeFileAtomic } from './atomic-file.ts';
import { sha256File } from './sha256.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atomic-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = (path: string) => readFileSync(path, 'utf8');

describe('writeFileAtomic', () => {
  it('creates and replaces, and leaves nothing else behind', async () => {
    const path = join(folder, '-name with spaces é.json');
    await writeFileAtomic(path, '{"a":1}');
    await writeFileAtomic(path, Buffer.from('zwei €'));
    expect(text(path)).toBe('zwei €');
    await writeFileAtomic(path, '');
    expect(text(path)).toBe('');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('writes through a symbolic link', async () => {
    const real = join(folder, 'real');
    const link = join(folder, 'link');
    writeFileSync(real, 'old');
    symlinkSync(real, link);
    await writeFileAtomic(link, 'new');
    expect(text(real)).toBe('new');
    expect(readdirSync(folder)).toEqual(['link', 'real']);
  });

  it('names path and cause when the folder is missing, a file or taken', async () => {
    const missing = join(folder, 'no', 'such', 'file');
    await expect(writeFileAtomic(missing, 'x')).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      path: missing,
      message: `Cannot write '${missing}': its folder does not exist.`,
    });
    const file = join(folder, 'file');
    writeFileSync(file, 'old');
    await expect(writeFileAtomic(join(file, 'x'), 'x')).rejects.toThrow(/is a file, not a folder/);
    mkdirSync(join(folder, 'taken'));
    await expect(writeFileAtomic(join(folder, 'taken'), 'x')).rejects.toThrow(
      /a folder of that name is in the way/,
    );
    expect(readdirSync(folder)).toEqual(['file', 'taken']);
  });
});

describe('replaceFile', () => {
  const failing = (code: string) =>
    (function* () {
      yield Buffer.from('the first half');
      throw Object.assign(new Error(`${code}: simulated`), { code });
    })();

  it.each([
    ['ENOSPC', 'DISK_FULL', /the disk is full/],
    ['EROFS', 'FILE_UNWRITABLE', /read-only/],
    ['EACCES', 'FILE_UNWRITABLE', /permission denied/],
    ['EIO', 'FILE_UNWRITABLE', /EIO: simulated/],
  ])('keeps the old file when %s strikes before the rename', async (system, code, message) => {
    const path = join(folder, 'model');
    writeFileSync(path, 'old');
    const failure = replaceFile(path, failing(system));
    await expect(failure).rejects.toMatchObject({ code, path, message: expect.stringMatching(message) });
    expect(text(path)).toBe('old');
    expect(readdirSync(folder)).toEqual(['model']);
  });

  it('creates no file when the first write of it fails', async () => {
    await expect(replaceFile(join(folder, 'new'), failing('EIO'))).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a killed writer', () => {
  it('leaves the old content or the new, never a mixture', async () => {
    const path = join(folder, 'model');
    const size = 2 ** 24;
    await writeFileAtomic(path, Buffer.alloc(size, 'a'));
    const script = `
      import { writeFileAtomic } from '@dg-sct/checkpoint';
      const contents = ['a', 'b'].map((letter) => Buffer.alloc(${size}, letter));
      process.stdout.write('ready');
      for (let i = 0; ; i++) await writeFileAtomic(${JSON.stringify(path)}, contents[i % 2]);`;
    let leftovers = 0;
    for (let round = 0; round < 6; round++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exit = once(child, 'exit');
      await once(child.stdout, 'data');
      await sleep(20 + 13 * round);
      child.kill('SIGKILL');
      await exit;
      const bytes = readFileSync(path);
      expect(bytes.length).toBe(size);
      expect(bytes.equals(Buffer.alloc(size, bytes[0]))).toBe(true);
      leftovers += readdirSync(folder).filter((entry) => entry.endsWith('.tmp')).length;
    }
    expect(leftovers).toBeGreaterThan(0); // otherwise no kill hit a write and the test shows nothing
  });
});

describe('sha256File', () => {
  it('is the published digest of "abc", and typed errors otherwise', async () => {
    const path = join(folder, 'abc');
    writeFileSync(path, 'abc');
    const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await sha256File(path)).toBe(digest);
    await expect(sha256File(join(folder, 'x'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
