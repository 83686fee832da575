// Finds the checkpoint that a run goes on from: the newest one whose files are all as they were saved.
import { join } from 'node:path';
import { hasChecksums } from './checksums.ts';
import { TrainingError } from './errors.ts';
import { exists, recoverFolder } from './folder.ts';
import { olderPath, olderSteps } from './kept.ts';
import { readState, verifyCheckpoint } from './run-checkpoint.ts';
import type { RunState } from './run-state.ts';

/** A checkpoint that could not be taken, and why: a sentence. */
export interface SkippedCheckpoint {
  readonly path: string;
  readonly reason: string;
}

export interface FoundCheckpoint {
  readonly path: string;
  /** Optimizer steps that it holds. */
  readonly step: number;
  /** Damaged ones that would have come before it. */
  readonly skipped: readonly SkippedCheckpoint[];
}

/**
 * The newest valid checkpoint of the run in `out`: `last`, an older one that was kept, or `best`. Undefined where there
 * is none at all. Throws TrainingError `BAD_CHECKPOINT`, with all reasons, where there are some and none is valid.
 */
export async function findCheckpoint(out: string): Promise<FoundCheckpoint | undefined> {
  const skipped: SkippedCheckpoint[] = [];
  const skip = (path: string, cause: unknown): void => {
    skipped.push({ path, reason: cause instanceof Error ? cause.message : String(cause) });
  };
  const readable: { path: string; state: RunState }[] = [];
  for (const path of await candidates(out)) {
    try {
      if (!(await hasChecksums(path))) {
        throw new TrainingError(
          'BAD_CHECKPOINT',
          `'${path}' was not written to its end: it has no SHA256SUMS.`,
        );
      }
      readable.push({ path, state: await readState(path) });
    } catch (cause) {
      skip(path, cause);
    }
  }
  readable.sort((a, b) => b.state.step - a.state.step || b.state.epoch - a.state.epoch);
  for (const { path, state } of readable) {
    try {
      await verifyCheckpoint(path);
      return { path, step: state.step, skipped };
    } catch (cause) {
      skip(path, cause);
    }
  }
  if (skipped.length === 0) return undefined;
  const reasons = skipped.map(({ reason }) => reason).join(' ');
  throw new TrainingError('BAD_CHECKPOINT', `No checkpoint in '${out}' is valid. ${reasons}`);
}

/** Folders that may be checkpoints, those first that are newest if all is well. */
async function candidates(out: string): Promise<string[]> {
  const older = (await olderSteps(out)).map((step) => olderPath(out, step));
  const [last, best] = [join(out, 'last'), join(out, 'best')];
  for (const path of [last, best]) await recoverFolder(path);
  const paths = [last, ...older, best];
  const present = await Promise.all(paths.map(exists));
  return paths.filter((_, index) => present[index]);
}
