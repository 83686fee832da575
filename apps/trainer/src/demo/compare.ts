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
  /** Of both networks, with layers and without; and of a head that is trained before, for them to begin with. */
  readonly configs: { readonly dgsct: Config; readonly frozen: Config; readonly head?: Config | undefined };
  /** The runs go below it, by these names. */
  readonly out: string;
  readonly time: Stopwatch;
}

/** Runs that are there already are replaced. Throws the reason of `io.signal`. */
export async function compareWithFrozen(
  { configs, out, time }: CompareRequest,
  io: CommandIo,
): Promise<Comparison> {
  const train = async (config: Config, dir: string, label: string): Promise<FitResult> => {
    await removeRun(dir);
    const result = await time.phase(`train ${label}`, () =>
      fit({ config, out: dir, resume: false, label }, io),
    );
    io.signal.throwIfAborted();
    return result;
  };
  if (configs.head !== undefined) await train(configs.head, headIn(out), 'the head');
  const trained = async (name: 'dgsct' | 'frozen', label: string): Promise<Trained> => {
    const dir = join(out, name);
    const result = await train(configs[name], dir, label);
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

/** The run of the head. */
export const headIn = (out: string): string => join(out, 'head');

async function test(dir: string, config: Config, io: CommandIo): Promise<Measurement> {
  const run = await openRun(dir);
  try {
    return await measure(run.network, config, await openPrepared(config, 'test', io), io);
  } finally {
    run.dispose();
  }
}
