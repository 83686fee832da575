// What `dgsct predict` does with any run: looks whether the video can be read, opens the run, and leaves the answer to
// its task. Where runs come from is not its business.
import { openIsolatedReader } from '@dg-sct/media';
import type { PredictOptions } from '../commands/options.ts';
import { UsageError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import { taskOf } from '../tasks/registry.ts';
import type { TrainedNetwork } from '../tasks/task.ts';

export interface PredictRun extends TrainedNetwork {
  dispose(): void | Promise<void>;
}

/** @throws {MediaError} for a video that cannot be read, or that crashes its decoder; whatever `openRun` and the task throw. */
export async function predictCommand(
  options: PredictOptions,
  io: CommandIo,
  openRun: (dir?: string) => Promise<PredictRun>,
): Promise<number> {
  // Nobody knows where the video comes from; what crashes its decoder is told in a sentence.
  const reader = await openIsolatedReader();
  try {
    reader.probe(options.video);
    const run = await openRun(options.run);
    try {
      const { task: name } = run.config;
      const task = await taskOf(name);
      if (options.question !== undefined && !task.asks) {
        throw new UsageError(
          `--question is for runs of a task that answers questions, but the run "${run.dir}" is one of ${name}; leave it out`,
        );
      }
      if (options.out !== undefined && task.predictsFiles !== true) {
        throw new UsageError(`--out is for tasks that write files beside a report, and ${name} does not`);
      }
      await task.predict({ run, options, reader, io });
      return 0;
    } finally {
      await run.dispose();
    }
  } finally {
    await reader.close();
  }
}
