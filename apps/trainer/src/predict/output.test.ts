// A folder of files that belong together: whole or not at all.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/ave-folder.ts';
import { fillFolder } from './output.ts';

const put = async (folder: string, text: string): Promise<string> => {
  writeFileSync(join(folder, `${text}.txt`), text);
  return text;
};

describe('fillFolder', () => {
  it('appears when it is complete, in the place of what was there', async () => {
    const parent = temporaryFolder();
    const path = join(parent, 'deep', 'answer');
    expect(await fillFolder(path, (folder) => put(folder, 'one'))).toBe('one');
    await fillFolder(path, async (folder) => {
      expect(readdirSync(path)).toEqual(['one.txt']);
      return put(folder, 'two');
    });
    expect(readdirSync(path)).toEqual(['two.txt']);
    expect(readdirSync(join(parent, 'deep'))).toEqual(['answer']);
  });

  it('stays as it was where the filling fails', async () => {
    const parent = temporaryFolder();
    const path = join(parent, 'answer');
    await fillFolder(path, (folder) => put(folder, 'one'));
    const failing = fillFolder(path, async (folder) => {
      await put(folder, 'two');
      throw new Error('stopped');
    });
    await expect(failing).rejects.toThrow('stopped');
    expect(readdirSync(parent)).toEqual(['answer']);
    expect(readFileSync(join(path, 'one.txt'), 'utf8')).toBe('one');
  });

  it('says which folder cannot be made', async () => {
    const parent = temporaryFolder();
    mkdirSync(parent, { recursive: true });
    writeFileSync(join(parent, 'file'), '');
    const path = join(parent, 'file', 'answer');
    await expect(fillFolder(path, (folder) => put(folder, 'one'))).rejects.toThrow(
      /^the folder ".*answer" cannot be made \(.*\); name another with --out$/,
    );
    expect(existsSync(path)).toBe(false);
  });
});
