// `dgsct train`: a config, a data set and a folder to a trained model.
import { join } from 'node:path';
import { useBackend } from '../backend/use-backend.ts';
import { loadConfig } from '../config/load.ts';
import { override } from '../config/overrides.ts';
import { CommandError, UsageError } from '../errors.ts';
import { fit } from '../fit.ts';
import type { CommandIo } from '../io.ts';
import { hasRun } from '../run-folder.ts';
import type { TrainOptions } from './options.ts';

export async function runTrain(options: TrainOptions, io: CommandIo): Promise<number> {
  const { resume = false, data, epochs, seed } = options;
  const config = loadConfig(options.config, [
    ...options.set,
    ...(data === undefined ? [] : [override('data.dir', data)]),
    ...(epochs === undefined ? [] : [override('training.epochs', epochs)]),
    ...(seed === undefined ? [] : [override('training.seed', seed)]),
  ]);
  if (resume && options.out === undefined) {
    throw new UsageError('--resume needs --out with the folder of the run to continue');
  }
  const out = options.out ?? join('runs', `${config.task}-${timestamp(new Date())}`);
  if (hasRun(out) && !resume) {
    throw new CommandError(
      `"${out}" holds a run already; continue it with --resume, or name another folder with --out`,
    );
  }
  await useBackend(options.backend);
  const { status, best, steps } = await fit({ config, out, resume, label: 'training' }, io);
  const result =
    best === null
      ? 'no epoch finished'
      : `best epoch ${best.epoch + 1}, ${config.training.selectBy} ${best.value.toFixed(2)} %`;
  io.print(`${out}: ${status} after ${steps} steps; ${result} on ${config.training.selectOn}.`);
  io.signal.throwIfAborted();
  return 0;
}

/** Such as 20261122-061500, which sorts by time. */
function timestamp(date: Date): string {
  const [day = '', time = ''] = date.toISOString().split('T');
  return `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
}
