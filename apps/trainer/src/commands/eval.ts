// `dgsct eval`: accuracy of a run's best epoch on a split.
import { isDeepStrictEqual } from 'node:util';
import { useBackend } from '../backend/use-backend.ts';
import { CommandError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import { measure } from '../measure.ts';
import { openPrepared } from '../prepare/dataset.ts';
import { openRun } from '../run.ts';
import type { EvalOptions } from './options.ts';

export async function runEval(options: EvalOptions, io: CommandIo): Promise<number> {
  await useBackend(options.backend);
  const run = await openRun(options.run);
  try {
    const dir = options.data ?? run.config.data.dir;
    const config = { ...run.config, data: { ...run.config.data, ...(dir === undefined ? {} : { dir }) } };
    const split = await openPrepared(config, options.split, io);
    if (!isDeepStrictEqual(split.classes, run.classes)) {
      throw new CommandError(
        `the clips in ${dir} are of other classes than those of the run "${run.dir}"; name its data with --data`,
      );
    }
    const { accuracy, classes } = await measure(run.network, split, config.training.batchSize, io);
    const width = Math.max(...classes.map(({ name }) => name.length));
    for (const { name, seconds, correct } of classes.filter((count) => count.seconds > 0)) {
      io.print(
        `${name.padEnd(width)}  ${((100 * correct) / seconds).toFixed(1).padStart(5)} %  of ${seconds} s`,
      );
    }
    io.print(`accuracy on ${options.split}: ${accuracy.toFixed(2)} % of ${10 * split.size} seconds`);
    return 0;
  } finally {
    run.dispose();
  }
}
