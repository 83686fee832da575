// `dgsct report`: the page of a run, with what its best epoch is worth on a split, by class and in examples.
import { join, relative } from 'node:path';
import { writeFileAtomic } from '@dg-sct/checkpoint';
import { findCheckpoint, readState } from '@dg-sct/training';
import { useBackend } from '../backend/use-backend.ts';
import { pickCases } from '../demo/cases.ts';
import { environmentOf } from '../demo/view.ts';
import { CommandError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import { measure } from '../measure.ts';
import { openPrepared } from '../prepare/dataset.ts';
import { runReport } from '../report/run-report.ts';
import { openRun } from '../run.ts';
import type { ReportOptions } from './options.ts';

/** Right ones and wrong ones that the page shows. */
const SHOWN_CASES = 3;

export async function runReportCommand(options: ReportOptions, io: CommandIo): Promise<number> {
  await useBackend(options.backend);
  const run = await openRun(options.run);
  try {
    const { dir, config, network } = run;
    const checkpoint = await findCheckpoint(dir);
    if (checkpoint === undefined) throw new CommandError(`the run "${dir}" has no checkpoint yet`);
    const { history, best } = await readState(checkpoint.path);
    const data = options.data ?? config.data.dir;
    const onData = { ...config, data: { ...config.data, ...(data === undefined ? {} : { dir: data }) } };
    const split = await openPrepared(onData, options.split, io);
    const measurement = await measure(network, onData, split, io);
    const cases = await pickCases(network, onData, split, SHOWN_CASES, io);
    const page = await runReport({
      title: dir,
      monitor: config.training.selectBy,
      split: config.training.selectOn,
      runs: [{ seed: config.training.seed, history, best }],
      measured: { split: options.split, measurement, cases },
      config,
      environment: environmentOf(),
    });
    const path = join(dir, 'report.html');
    await writeFileAtomic(path, page);
    io.print(measurement.summary(options.split));
    io.print(`Report: ${relative('.', path)}`);
    return 0;
  } finally {
    run.dispose();
  }
}
