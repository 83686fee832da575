// Placeholder of `dgsct predict`, to be replaced by its author.
import { CommandError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import type { PredictOptions } from './options.ts';

export async function runPredict(_options: PredictOptions, _io: CommandIo): Promise<number> {
  throw new CommandError('this build has no "predict" yet');
}
