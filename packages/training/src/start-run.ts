// Where a run begins: at its start, or at a checkpoint that is put back into the network and the optimizer.
import { join } from 'node:path';
import { TrainingError } from './errors.ts';
import type { TrainingEvent } from './events.ts';
import { type FoundCheckpoint, findCheckpoint } from './find-checkpoint.ts';
import { exists } from './folder.ts';
import { readState, restore } from './run-checkpoint.ts';
import { initialState, type RunState } from './run-state.ts';
import type { TrainOptions } from './train-options.ts';
import { currentVersions, versionChanges } from './versions.ts';

export interface RunStart {
  readonly state: RunState;
  /** What to tell of it first. */
  readonly events: readonly TrainingEvent[];
}

/** Throws TrainingError `BAD_OPTION` for another seed or other data, `BAD_CHECKPOINT`, and CheckpointError. */
export async function startRun(options: TrainOptions): Promise<RunStart> {
  const { objective, optimizer, resume, seed, config = null, data = null } = options;
  const versions = currentVersions();
  if (resume === undefined) return { state: initialState(seed, { config, data, versions }), events: [] };
  const { path, step, skipped } = await checkpointOf(resume);
  const loaded = await readState(path);
  if (loaded.seed !== seed) {
    const message = `'${path}' was trained with seed ${loaded.seed}; resume it with that seed, not with ${seed}.`;
    throw new TrainingError('BAD_OPTION', message);
  }
  if (loaded.data !== null && data !== null && loaded.data !== data) {
    const message = `'${path}' was trained on other data (${short(loaded.data)}, now ${short(data)}); resume it with the same clips, or begin a new run.`;
    throw new TrainingError('BAD_OPTION', message);
  }
  await restore(path, objective.network, optimizer);
  const changes = versionChanges(loaded.versions, versions);
  return {
    state: { ...loaded, config: config ?? loaded.config, data: data ?? loaded.data, versions },
    events: [{ type: 'resume', path, step, skipped, versionChanges: changes }],
  };
}

const short = (hash: string): string => hash.slice(0, 12);

/** The checkpoint that a folder is, or the newest valid one of the run that it is. */
async function checkpointOf(folder: string): Promise<FoundCheckpoint> {
  const isRun = !(await exists(join(folder, 'state.json')));
  const found = isRun ? await findCheckpoint(folder) : undefined;
  return found ?? { path: folder, step: (await readState(folder)).step, skipped: [] };
}
