// Placeholder of `dgsct eval`, to be replaced by its author.
import { CommandError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import type { EvalOptions } from './options.ts';

export async function runEval(_options: EvalOptions, _io: CommandIo): Promise<number> {
  throw new CommandError('this build has no "eval" yet');
}
