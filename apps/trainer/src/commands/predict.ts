// `dgsct predict` on the runs of this machine.
import { checkPrecision } from '../backend/precision.ts';
import { useBackend } from '../backend/use-backend.ts';
import type { CommandIo } from '../io.ts';
import { predictCommand } from '../predict/command.ts';
import { openRun } from '../run.ts';
import type { PredictOptions } from './options.ts';

export async function runPredict(options: PredictOptions, io: CommandIo): Promise<number> {
  checkPrecision(options);
  await useBackend(options.backend);
  return predictCommand(options, io, openRun);
}
