// `dgsct sweep`: the same training with several seeds, and how far their results lie apart.
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { writeFileAtomic } from '@dg-sct/checkpoint';
import { useBackend } from '../backend/use-backend.ts';
import { loadConfig } from '../config/load.ts';
import { override } from '../config/overrides.ts';
import { environmentOf } from '../demo/view.ts';
import { CommandError } from '../errors.ts';
import { fit } from '../fit.ts';
import type { CommandIo } from '../io.ts';
import { type ReportedRun, runReport } from '../report/run-report.ts';
import { spreadOf } from '../report/spread.ts';
import { hasRun } from '../run-folder.ts';
import type { SweepOptions } from './options.ts';

/** Goes on where an earlier sweep into the same folder stopped. */
export async function runSweep(options: SweepOptions, io: CommandIo): Promise<number> {
  const { out, seeds, data, epochs, set } = options;
  const configOf = (seed: number) =>
    loadConfig(options.config, [
      ...set,
      ...(data === undefined ? [] : [override('data.dir', data)]),
      ...(epochs === undefined ? [] : [override('training.epochs', epochs)]),
      override('training.seed', seed),
    ]);
  const first = loadConfig(options.config, set).training.seed;
  if (existsSync(join(out, 'run.json'))) {
    throw new CommandError(`"${out}" is the folder of a single run; name another with --out`);
  }
  await useBackend(options.backend);
  const runs: ReportedRun[] = [];
  for (let seed = first; seed < first + seeds; seed++) {
    const folder = join(out, `seed-${seed}`);
    const request = { config: configOf(seed), out: folder, resume: hasRun(folder), label: `seed ${seed}` };
    const { history, best } = await fit(request, io);
    io.signal.throwIfAborted();
    runs.push({ seed, history, best });
  }
  const config = configOf(first);
  const { selectBy: monitor, selectOn: split } = config.training;
  const spread = spreadOf(runs.flatMap(({ best }) => (best === null ? [] : [best.value])));
  const results = runs.map(({ seed, best }) => ({ seed, best }));
  const summary = { monitor, split, ...spread, runs: results };
  await writeFileAtomic(join(out, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  const view = { title: out, monitor, split, runs, spread, config, environment: environmentOf() };
  const path = join(out, 'report.html');
  await writeFileAtomic(path, await runReport(view));
  for (const { seed, best } of results) {
    if (best !== null) io.print(`seed ${seed}: ${best.value.toFixed(2)} %, best epoch ${best.epoch + 1}`);
  }
  io.print(
    `${monitor} on ${split} over ${seeds} seeds: mean ${spread.mean.toFixed(2)} %, standard deviation ${spread.deviation.toFixed(2)}`,
  );
  io.print(`Report: ${relative('.', path)}`);
  return 0;
}
