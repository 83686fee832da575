// Replacing a folder: whole or not at all, and found again after a crash.
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recoverFolder, replaceFolder } from './folder.ts';

let root = '';
let path = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'folder-'));
  path = join(root, 'out', 'last');
  await mkdir(join(root, 'out'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const fill = (text: string) => async (folder: string) => {
  await writeFile(join(folder, 'a'), text);
  await writeFile(join(folder, 'b'), text);
};
const content = async () => [
  await readFile(join(path, 'a'), 'utf8'),
  await readFile(join(path, 'b'), 'utf8'),
];

test('makes the checkpoint, replaces it, and leaves nothing beside it', async () => {
  await replaceFolder(path, fill('one'));
  await replaceFolder(path, fill('two'));
  expect(await content()).toEqual(['two', 'two']);
  expect(await readdir(join(root, 'out'))).toEqual(['last']);
});

test('a failure in the middle leaves the old folder alone', async () => {
  await replaceFolder(path, fill('one'));
  const failing = replaceFolder(path, async (folder) => {
    await writeFile(join(folder, 'a'), 'two');
    throw new Error('disk on fire');
  });
  await expect(failing).rejects.toMatchObject({ code: 'CANNOT_SAVE' });
  await expect(failing).rejects.toThrow(/last' cannot be written \(disk on fire\)/);
  expect(await content()).toEqual(['one', 'one']);
  expect(await readdir(join(root, 'out'))).toEqual(['last']);
});

test('a place that cannot be written is named with its cause', async () => {
  await rm(join(root, 'out'), { recursive: true });
  const saving = () => replaceFolder(path, fill('one'));
  await expect(saving()).rejects.toThrow(/last' cannot be written \(its folder does not exist\)/);
  await writeFile(join(root, 'out'), 'a file');
  await expect(saving()).rejects.toThrow(
    /last' cannot be written \(a part of the path is a file, not a folder\)/,
  );
});

test('what a crash between the renames left aside comes back; a half-written folder does not', async () => {
  await replaceFolder(path, fill('one'));
  await rename(path, join(root, 'out', '.last.old'));
  await mkdir(join(root, 'out', '.last.new'));
  await writeFile(join(root, 'out', '.last.new', 'a'), 'half');
  await recoverFolder(path);
  expect(await content()).toEqual(['one', 'one']);
  await replaceFolder(path, fill('two'));
  expect(await content()).toEqual(['two', 'two']);
  expect(await readdir(join(root, 'out'))).toEqual(['last']);
});

test('the old folder goes where it is to be kept, in the place of what is there', async () => {
  const kept = join(root, 'out', 'step-1');
  await replaceFolder(path, fill('one'), kept);
  await replaceFolder(path, fill('two'), kept);
  await replaceFolder(path, fill('three'), kept);
  expect(await content()).toEqual(['three', 'three']);
  expect(await readFile(join(kept, 'a'), 'utf8')).toBe('two');
  expect((await readdir(join(root, 'out'))).sort()).toEqual(['last', 'step-1']);
});
