// A run on disk: a folder with `model.safetensors`, `optimizer.safetensors`,
// `state.json` and their checksums, replaced as a whole.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic, writeSafetensors } from '@dg-sct/checkpoint';
import type { Module, Optimizer, Parameter } from '@dg-sct/nn';
import { verifyChecksums, writeChecksums } from './checksums.ts';
import { TrainingError } from './errors.ts';
import { exists, recoverFolder, replaceFolder } from './folder.ts';
import { loadModule, readStateDict, type StateDict } from './module-file.ts';
import { parseState, type RunState } from './run-state.ts';

/**
 * `changed`: trainable parameters and the buffers that differ from their values before training. Frozen weights come
 * from elsewhere and may be a hundred times larger. `everything`: the whole state dict.
 */
export type SavedWeights = 'changed' | 'everything';

/** Host copies of everything a run needs to continue. */
export interface Snapshot {
  readonly model: StateDict;
  readonly optimizer: StateDict;
  readonly state: string;
}

/** Copies a run to the host. `before`: the buffers before training. Throws `NON_FINITE_WEIGHTS`. */
export async function takeSnapshot(
  network: Module,
  optimizer: Optimizer,
  state: RunState,
  before: StateDict,
  weights: SavedWeights,
): Promise<Snapshot> {
  const all = await readStateDict(network, (_, parameter) => weights === 'everything' || isState(parameter));
  const parameters = network.namedParameters();
  const model = new Map(
    [...all].filter(([name, tensor]) => {
      if (weights === 'everything' || parameters.get(name)?.trainable) return true;
      const old = before.get(name);
      return old === undefined || !sameValues(old.data, tensor.data);
    }),
  );
  for (const [name, { data }] of model) {
    if (data instanceof Float32Array && !data.every(Number.isFinite)) {
      const message = `${name} holds a value that is not a finite number after step ${state.step}; nothing was saved`;
      throw new TrainingError('NON_FINITE_WEIGHTS', message);
    }
  }
  return { model, optimizer: await readStateDict(optimizer), state: `${JSON.stringify(state, null, 2)}\n` };
}

/** Trainable parameters, and buffers, which a forward pass may change. */
const isState = (parameter: Parameter): boolean => parameter.trainable || parameter.buffer;

/** The buffers as they are now. */
export const readBuffers = (network: Module): Promise<StateDict> =>
  readStateDict(network, (_, parameter) => parameter.buffer);

function sameValues(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return a.length === b.length;
}

const MODEL = 'model.safetensors';
const OPTIMIZER = 'optimizer.safetensors';
const STATE = 'state.json';

/** Replaces the checkpoint `path`; `keepAs` is where the one before it goes, if it stays. Throws `CANNOT_SAVE`. */
export async function writeSnapshot(
  path: string,
  { model, optimizer, state }: Snapshot,
  keepAs?: string,
): Promise<void> {
  const write = async (folder: string): Promise<void> => {
    await writeSafetensors(join(folder, MODEL), model);
    await writeSafetensors(join(folder, OPTIMIZER), optimizer);
    await writeFileAtomic(join(folder, STATE), state);
    await writeChecksums(folder, [MODEL, OPTIMIZER, STATE]);
  };
  await replaceFolder(path, write, keepAs);
}

/** Throws TrainingError `BAD_CHECKPOINT` or CheckpointError where a file is not what was saved. */
export const verifyCheckpoint = (path: string): Promise<void> =>
  verifyChecksums(path, [MODEL, OPTIMIZER, STATE]);

/** Whether there is a checkpoint folder; one that a crash left aside is put back first. */
export async function hasCheckpoint(path: string): Promise<boolean> {
  await recoverFolder(path);
  return exists(path);
}

/** The state in a checkpoint folder; throws TrainingError `BAD_CHECKPOINT`. */
export async function readState(path: string): Promise<RunState> {
  await recoverFolder(path);
  const file = join(path, STATE);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrainingError('BAD_CHECKPOINT', `Cannot resume from '${path}': ${reason}.`, { cause });
  });
  await verifyChecksums(path, [STATE]);
  return parseState(text, file);
}

/**
 * Sets a network's weights from a checkpoint folder; frozen ones that it does not hold keep the values they have.
 * Throws CheckpointError where they do not fit or cannot be read, TrainingError `BAD_CHECKPOINT` where they are damaged.
 */
export async function loadCheckpoint(path: string, network: Module): Promise<void> {
  await verifyChecksums(path, [MODEL]);
  await loadModule(join(path, MODEL), network, { partial: 'frozen' });
}

/** Sets weights and optimizer state from a checkpoint folder; throws as `loadCheckpoint` does. */
export async function restore(path: string, network: Module, optimizer: Optimizer): Promise<void> {
  await loadCheckpoint(path, network);
  await verifyChecksums(path, [OPTIMIZER]);
  await loadModule(join(path, OPTIMIZER), optimizer);
}
