import { CommandError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import type { DataPrepareOptions } from './options.ts';

export async function runDataPrepare(_options: DataPrepareOptions, _io: CommandIo): Promise<number> {
  throw new CommandError('this build has no "data prepare" yet');
}
