// DG-SCT beside the same frozen encoders and head without cross-modal layers: both trained alike, both tested.
import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import { type FitResult, fit } from '../fit.ts';
import type { CommandIo } from '../io.ts';
import { measure } from '../measure.ts';
import { openPrepared } from '../prepare/dataset.ts';
import { openRun, removeRun } from '../run.ts';
import { taskOf } from '../tasks/registry.ts';
import type { Measurement } from '../tasks/task.ts';
import type { Stopwatch } from './stopwatch.ts';

interface Trained {
  readonly fit: FitResult;
  readonly test: Measurement;
}

export interface Comparison {
  readonly dgsct: Trained;
  readonly frozen: Trained;
  /** The score of whoever neither looks nor listens, in percent. */
  readonly trivial: number;
  /** The same of one who knows more, where the task has such a one. */
  readonly stricter: { readonly name: string; readonly value: number } | undefined;
}

export interface CompareRequest {
  /** Of both networks; they differ in `model.crossModal`. */
  readonly configs: { readonly dgsct: Config; readonly frozen: Config };
  /** The runs go below it, as `dgsct` and `frozen`. */
  readonly out: string;
  readonly time: Stopwatch;
}

/** Runs that are there already are replaced. Throws the reason of `io.signal`. */
export async function compareWithFrozen(
  { configs, out, time }: CompareRequest,
  io: CommandIo,
): Promise<Comparison> {
  const trained = async (name: 'dgsct' | 'frozen', label: string): Promise<Trained> => {
    const dir = join(out, name);
    await removeRun(dir);
    const result = await time.phase(`train ${label}`, () =>
      fit({ config: configs[name], out: dir, resume: false, label }, io),
    );
    io.signal.throwIfAborted();
    return { fit: result, test: await time.phase('test', () => test(dir, configs[name], io)) };
  };
  const dgsct = await trained('dgsct', 'DG-SCT');
  const frozen = await trained('frozen', 'frozen encoders');
  const task = await taskOf(configs.dgsct.task);
  const [known, asked] = [
    await openPrepared(configs.dgsct, 'train', io),
    await openPrepared(configs.dgsct, 'test', io),
  ];
  const trivial = await task.trivialScore(known, asked);
  const stricter = await task.stricterTrivial?.(known, asked);
  return { dgsct, frozen, trivial, stricter };
}

async function test(dir: string, config: Config, io: CommandIo): Promise<Measurement> {
  const run = await openRun(dir);
  try {
    return await measure(run.network, config, await openPrepared(config, 'test', io), io);
  } finally {
    run.dispose();
  }
}
