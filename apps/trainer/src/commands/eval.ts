// `dgsct eval`: accuracy on a split, of a run's best epoch or of a checkpoint of the whole network.
import { isDeepStrictEqual } from 'node:util';
import { checkPrecision } from '../backend/precision.ts';
import { useBackend } from '../backend/use-backend.ts';
import { loadConfig } from '../config/load.ts';
import { override } from '../config/overrides.ts';
import type { BaseConfig } from '../config/sections.ts';
import { CommandError, UsageError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import { measure } from '../measure.ts';
import { loadNetwork } from '../network.ts';
import { openPrepared, type PreparedSplit } from '../prepare/dataset.ts';
import { openRun } from '../run.ts';
import { taskOf } from '../tasks/registry.ts';
import type { TaskNetwork } from '../tasks/task.ts';
import type { EvalOptions } from './options.ts';

interface Subject {
  readonly network: TaskNetwork;
  readonly split: PreparedSplit;
  readonly config: BaseConfig;
}

export async function runEval(options: EvalOptions, io: CommandIo): Promise<number> {
  const open = subjectOf(options);
  checkPrecision(options);
  await useBackend(options.backend);
  const { network, split, config } = await open(options, io);
  try {
    const { rows, summary } = await measure(network, config, split, io, options.precision);
    const width = Math.max(...rows.map(({ name }) => name.length));
    for (const { name, percent, count, unit } of rows.filter((row) => row.count > 0)) {
      io.print(`${name.padEnd(width)}  ${percent.toFixed(1).padStart(5)} %  of ${count} ${unit}`);
    }
    io.print(summary(options.split));
    return 0;
  } finally {
    network.dispose();
  }
}

type Opener = (options: EvalOptions, io: CommandIo) => Promise<Subject>;

/** How to open what is to be measured. Throws `UsageError` unless it is named once. */
function subjectOf({ run, weights, config, set }: EvalOptions): Opener {
  if (run !== undefined && weights !== undefined) {
    throw new UsageError('--run and --weights were both given; eval measures one of them');
  }
  if (weights !== undefined) return (options, io) => openWeights(weights, options, io);
  if (run === undefined) {
    throw new UsageError('eval needs --run with the folder of a run, or --weights with a checkpoint');
  }
  if (config !== undefined || set.length > 0) {
    throw new UsageError('--config and --set go with --weights; a run brings its own config');
  }
  return (options, io) => openRunOn(run, options, io);
}

async function openWeights(weights: string, options: EvalOptions, io: CommandIo): Promise<Subject> {
  const { set, data, split: which } = options;
  const name = options.config ?? (await taskOf(options.task)).published?.preset;
  if (name === undefined) {
    throw new UsageError(`no checkpoint of ${options.task} was published; say with --config how to build it`);
  }
  const config = loadConfig(name, [...set, ...(data === undefined ? [] : [override('data.dir', data)])]);
  const split = await openPrepared(config, which, io);
  const network = await loadNetwork(config, split.classes, weights);
  return { network, split, config };
}

async function openRunOn(dir: string, options: EvalOptions, io: CommandIo): Promise<Subject> {
  const run = await openRun(dir);
  try {
    const data = options.data ?? run.config.data.dir;
    const config = {
      ...run.config,
      data: { ...run.config.data, ...(data === undefined ? {} : { dir: data }) },
    };
    const split = await openPrepared(config, options.split, io);
    if (!isDeepStrictEqual(split.classes, run.classes)) {
      throw new CommandError(
        `the clips in ${data} are of other classes than those of the run "${run.dir}"; name its data with --data`,
      );
    }
    return { network: run.network, split, config };
  } catch (error) {
    run.dispose();
    throw error;
  }
}
