// The folder of a run: what was trained, and where its weights lie.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '@dg-sct/checkpoint';
import type { AveNetwork } from '@dg-sct/task-ave';
import { loadModule } from '@dg-sct/training';
import { checkConfig } from './config/check.ts';
import type { AveConfig } from './config/schema.ts';
import { CommandError, reasonOf } from './errors.ts';
import { buildNetwork } from './network.ts';

const RUNS = 'runs';
const CARD = 'run.json';
/** How deep below `runs/` a run may lie: `runs/demo/dgsct`. */
const DEPTH = 2;

/** What a run folder says of itself. */
export interface RunCard {
  readonly config: AveConfig;
  /** Names in class-index order. */
  readonly classes: readonly string[];
}

export interface Run extends RunCard {
  readonly dir: string;
  /** With the weights of the best epoch. */
  readonly network: AveNetwork;
  dispose(): void;
}

export function hasRun(dir: string): boolean {
  return existsSync(join(dir, CARD));
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

/** @throws {CommandError} where there is no run or its card cannot be read. */
function readRunCard(dir: string): RunCard {
  const path = join(dir, CARD);
  if (!existsSync(path)) {
    throw new CommandError(
      `"${dir}" holds no run (there is no ${CARD}); train one with dgsct train --out ${dir}`,
    );
  }
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CommandError(`${path} cannot be read (${reasonOf(error)}); train the run again`);
  }
  const { config, classes } = raw as { config?: unknown; classes?: unknown };
  if (!Array.isArray(classes) || !classes.every((name) => typeof name === 'string')) {
    throw new CommandError(`${path} lists no classes; train the run again`);
  }
  return { config: checkConfig(config, path), classes };
}

/** Opens a run with the weights of its best epoch; without `dir` the newest one below `runs/`. */
export async function openRun(dir: string = newestRun()): Promise<Run> {
  const card = readRunCard(dir);
  const weights = ['best', 'last'].map((name) => join(dir, name, 'model.safetensors')).find(existsSync);
  if (weights === undefined) {
    throw new CommandError(`the run "${dir}" has no checkpoint yet; let its first epoch finish`);
  }
  const network = await buildNetwork(card.config, card.classes);
  await loadModule(weights, network, { partial: true });
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
