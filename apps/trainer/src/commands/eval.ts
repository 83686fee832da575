// `dgsct eval`: accuracy on a split, of a run's best epoch or of a checkpoint of the whole network.
import { isDeepStrictEqual } from 'node:util';
import type { AveNetwork } from '@dg-sct/task-ave';
import { useBackend } from '../backend/use-backend.ts';
import { loadConfig } from '../config/load.ts';
import { override } from '../config/overrides.ts';
import { CommandError, UsageError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import { measure } from '../measure.ts';
import { loadNetwork } from '../network.ts';
import { openPrepared, type PreparedSplit } from '../prepare/dataset.ts';
import { openRun } from '../run.ts';
import type { EvalOptions } from './options.ts';

/** Of what `--weights` holds when no config says it. */
const PUBLISHED = 'ave-paper';

interface Subject {
  readonly network: AveNetwork;
  readonly split: PreparedSplit;
  readonly batchSize: number;
}

export async function runEval(options: EvalOptions, io: CommandIo): Promise<number> {
  const open = subjectOf(options);
  await useBackend(options.backend);
  const { network, split, batchSize } = await open(options, io);
  try {
    const { accuracy, classes } = await measure(network, split, batchSize, io);
    const width = Math.max(...classes.map(({ name }) => name.length));
    for (const { name, seconds, correct } of classes.filter((count) => count.seconds > 0)) {
      io.print(
        `${name.padEnd(width)}  ${((100 * correct) / seconds).toFixed(1).padStart(5)} %  of ${seconds} s`,
      );
    }
    io.print(`accuracy on ${options.split}: ${accuracy.toFixed(2)} % of ${10 * split.size} seconds`);
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
  const { config: name = PUBLISHED, set, data, split: which } = options;
  const config = loadConfig(name, [...set, ...(data === undefined ? [] : [override('data.dir', data)])]);
  const split = await openPrepared(config, which, io);
  const network = await loadNetwork(config, split.classes, weights);
  return { network, split, batchSize: config.training.batchSize };
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
    return { network: run.network, split, batchSize: config.training.batchSize };
  } catch (error) {
    run.dispose();
    throw error;
  }
}
