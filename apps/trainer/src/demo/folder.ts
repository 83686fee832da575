// The folder of a demo.
import { mkdir } from 'node:fs/promises';
import { CommandError, reasonOf } from '../errors.ts';

export async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    throw new CommandError(
      `the folder "${dir}" cannot be made (${reasonOf(error)}); name another with --out`,
    );
  }
}
