// `dgsct predict` on the runs of this machine.
import type { CommandIo } from '../io.ts';
import { predictCommand } from '../predict/command.ts';
import { openRun } from '../run.ts';
import type { PredictOptions } from './options.ts';

export const runPredict = (options: PredictOptions, io: CommandIo): Promise<number> =>
  predictCommand(options, io, openRun);
