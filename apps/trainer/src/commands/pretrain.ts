// Placeholder of `dgsct pretrain`, to be replaced by its author.
import { CommandError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import type { PretrainOptions } from './options.ts';

export async function runPretrain(_options: PretrainOptions, _io: CommandIo): Promise<number> {
  throw new CommandError('this build has no "pretrain" yet');
}
