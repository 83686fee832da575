// Placeholder of `dgsct train`, to be replaced by its author.
import { CommandError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import type { TrainOptions } from './options.ts';

export async function runTrain(_options: TrainOptions, _io: CommandIo): Promise<number> {
  throw new CommandError('this build has no "train" yet');
}
