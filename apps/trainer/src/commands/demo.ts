// Placeholder of `dgsct demo`, to be replaced by its author.
import { CommandError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import type { DemoOptions } from './options.ts';

export async function runDemo(_options: DemoOptions, _io: CommandIo): Promise<number> {
  throw new CommandError('this build has no "demo" yet');
}
