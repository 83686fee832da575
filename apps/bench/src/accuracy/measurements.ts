// What has been measured: a file for each training, so that a bench that was stopped goes on where it was.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@dg-sct/trainer';
import { BenchError, reasonOf } from '../errors.ts';
import type { Evaluation } from './dgsct.ts';
import { askedOf, changesOf, headChangesOf, nameOf, type Training } from './training.ts';

export class Measurements {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Of this very training: the same clips and the same config, to the last key. */
  of(training: Training): Evaluation | undefined {
    const path = this.#pathOf(training);
    if (!existsSync(path)) return undefined;
    try {
      const { asked, evaluation } = JSON.parse(readFileSync(path, 'utf8'));
      return JSON.stringify(asked) === keyOf(training) ? evaluation : undefined;
    } catch {
      return undefined; // not ours, or not whole: measured again
    }
  }

  /** Throws `BenchError` `FILE`. */
  add(training: Training, evaluation: Evaluation): void {
    const path = this.#pathOf(training);
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(
        `${path}.part`,
        `{"asked":${keyOf(training)},"evaluation":${JSON.stringify(evaluation)}}\n`,
      );
      renameSync(`${path}.part`, path);
    } catch (error) {
      throw new BenchError('FILE', `a measurement can't be kept: ${reasonOf(error)}`);
    }
  }

  #pathOf(training: Training): string {
    return join(this.#folder, `${nameOf(training)}.json`);
  }
}

function keyOf(training: Training): string {
  const head = headChangesOf(training);
  return JSON.stringify({
    ...askedOf(training, changesOf(training)),
    ...(head && { head: loadConfig(training.study.preset, head) }),
  });
}
