// The folder of a run: what was trained, and where its weights lie.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeFileAtomic } from '@dg-sct/checkpoint';
import { findCheckpoint, loadCheckpoint } from '@dg-sct/training';
import { checkConfig } from './config/check.ts';
import type { Config } from './config/schema.ts';
import { CommandError, reasonOf, UsageError } from './errors.ts';
import { buildNetwork } from './network.ts';
import { CARD, checkpointOf, hasRun } from './run-folder.ts';
import type { TaskNetwork } from './tasks/task.ts';

const RUNS = 'runs';
/** How deep below `runs/` a run may lie: `runs/demo/dgsct`. */
const DEPTH = 2;

/** What a run folder says of itself. */
export interface RunCard {
  readonly config: Config;
  /** Names in class-index order. */
  readonly classes: readonly string[];
}

export interface Run extends RunCard {
  readonly dir: string;
  /** With the weights of the best epoch. */
  readonly network: TaskNetwork;
  dispose(): void;
}

/** Makes the folder and writes its card. */
export async function createRun(dir: string, card: RunCard): Promise<void> {
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw new CommandError(
      `the run folder "${dir}" cannot be made (${reasonOf(error)}); name another with --out`,
    );
  }
  await writeFileAtomic(join(dir, CARD), `${JSON.stringify(card, null, 2)}\n`);
}

/**
 * Whether there is a checkpoint from which the run in `dir` can go on; false before the first.
 * @throws {CommandError} where there is no run, {UsageError} where it is one of another network, {TrainingError} where none
 * of its checkpoints is valid.
 */
export async function isResumable(dir: string, card: RunCard): Promise<boolean> {
  const now = new Map(Object.entries(identityOf(card)));
  for (const [key, value] of Object.entries(identityOf(readRunCard(dir)))) {
    if (isDeepStrictEqual(value, now.get(key))) continue;
    throw new UsageError(
      `the run in "${dir}" was begun with another ${key}; resume it with the one in ${join(dir, CARD)}`,
    );
  }
  return (await findCheckpoint(dir)) !== undefined;
}

/** What must not change while a run goes on. */
const identityOf = ({ config: { task, input, visual, audio, model, training }, classes }: RunCard) => ({
  task,
  input,
  visual,
  audio,
  model,
  'training.seed': training.seed,
  'list of classes': classes,
});

/** Removes a run, and nothing that is none. */
export async function removeRun(dir: string): Promise<void> {
  if (hasRun(dir)) await rm(dir, { recursive: true });
}

/** @throws {CommandError} where there is no run or its card cannot be read. */
function readRunCard(dir: string): RunCard {
  const path = join(dir, CARD);
  if (!existsSync(path)) {
    throw new CommandError(
      `"${dir}" holds no run (there is no ${CARD}); train one with dgsct train --out ${dir}`,
    );
  }
  try {
    const { config, classes } = { ...(JSON.parse(readFileSync(path, 'utf8')) as Partial<RunCard> | null) };
    if (!Array.isArray(classes) || !classes.every((name) => typeof name === 'string')) {
      throw new CommandError('it lists no classes');
    }
    return { config: checkConfig(config, 'its config'), classes };
  } catch (error) {
    throw new CommandError(`${path} cannot be read (${reasonOf(error)}); train the run again`);
  }
}

/** Opens a run with the weights of its best epoch; without `dir` the newest one below `runs/`. */
export async function openRun(dir: string = newestRun()): Promise<Run> {
  const card = readRunCard(dir);
  const checkpoint = await checkpointOf(dir);
  const network = await buildNetwork(card.config, card.classes);
  await loadCheckpoint(checkpoint, network);
  return { ...card, dir, network, dispose: () => network.dispose() };
}

function newestRun(): string {
  const newest = runsBelow(RUNS, DEPTH)
    .map((dir) => ({ dir, time: statSync(join(dir, CARD)).mtimeMs }))
    .sort((a, b) => b.time - a.time)[0];
  if (newest === undefined) {
    throw new CommandError(
      'there is no run below runs/; train one with dgsct train, or name its folder with --run',
    );
  }
  return newest.dir;
}

function runsBelow(folder: string, depth: number): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .flatMap((dir) => [...(hasRun(dir) ? [dir] : []), ...(depth > 1 ? runsBelow(dir, depth - 1) : [])]);
}
