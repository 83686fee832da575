// `dgsct train`: a config, a data set and a folder to a trained model.
import { join } from 'node:path';
import { writeFileAtomic } from '@dg-sct/checkpoint';
import { useBackend } from '../backend/use-backend.ts';
import { loadConfig } from '../config/load.ts';
import { override } from '../config/overrides.ts';
import { environmentOf } from '../demo/view.ts';
import { dryRun } from '../dry-run.ts';
import { CommandError, UsageError } from '../errors.ts';
import { fit, openSplits } from '../fit.ts';
import type { CommandIo } from '../io.ts';
import { runReport } from '../report/run-report.ts';
import { hasRun } from '../run-folder.ts';
import type { TrainOptions } from './options.ts';

/** Endings that go by another word here. */
const ENDINGS: Readonly<Record<string, string>> = {
  'max-steps': 'stopped by --max-steps',
  'max-minutes': 'stopped by --max-minutes',
};

export async function runTrain(options: TrainOptions, io: CommandIo): Promise<number> {
  const { resume = false, data, epochs, seed, overfit, maxSteps, maxMinutes, keep, saveMinutes } = options;
  const config = loadConfig(options.config, [
    ...options.set,
    ...(data === undefined ? [] : [override('data.dir', data)]),
    ...(epochs === undefined ? [] : [override('training.epochs', epochs)]),
    ...(seed === undefined ? [] : [override('training.seed', seed)]),
  ]);
  if (resume && options.out === undefined) {
    throw new UsageError('--resume needs --out with the folder of the run to continue');
  }
  if (options.dryRun === true) {
    await useBackend(options.backend);
    await dryRun(config, await openSplits(config, overfit, io), io);
    return 0;
  }
  const out = options.out ?? join('runs', `${config.task}-${timestamp(new Date())}`);
  if (hasRun(out) && !resume) {
    throw new CommandError(
      `"${out}" holds a run already; continue it with --resume, or name another folder with --out`,
    );
  }
  await useBackend(options.backend);
  const { status, best, steps, history } = await fit(
    { config, out, resume, label: 'training', overfit, maxSteps, maxMinutes, keep, saveMinutes },
    io,
  );
  const result =
    best === null
      ? 'no epoch finished'
      : `best epoch ${best.epoch + 1}, ${config.training.selectBy} ${best.value.toFixed(2)} %`;
  const measuredOn = overfit === undefined ? config.training.selectOn : 'the clips it was trained on';
  if (history.length > 0) {
    const page = await runReport({
      title: out,
      monitor: config.training.selectBy,
      split: measuredOn,
      runs: [{ seed: config.training.seed, history, best }],
      config,
      environment: environmentOf(),
    });
    await writeFileAtomic(join(out, 'report.html'), page);
  }
  io.print(`${out}: ${ENDINGS[status] ?? status} after ${steps} steps; ${result} on ${measuredOn}.`);
  io.signal.throwIfAborted();
  return 0;
}

/** Such as 20261122-061500, which sorts by time. */
function timestamp(date: Date): string {
  const [day = '', time = ''] = date.toISOString().split('T');
  return `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
}
