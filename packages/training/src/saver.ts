// Saves a run as it goes: `best`, `last`, and as many older ones as are to be kept.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingEvent } from './events.ts';
import { cannotSave } from './folder.ts';
import { olderPath, removeOlder } from './kept.ts';
import type { StateDict } from './module-file.ts';
import { readState, takeSnapshot, verifyCheckpoint, writeSnapshot } from './run-checkpoint.ts';
import type { RunState } from './run-state.ts';
import type { TrainOptions } from './train-options.ts';

export class Saver {
  readonly #options: TrainOptions;
  readonly #out: string;
  /** As they were before any training. */
  readonly #buffers: StateDict;
  #savedStep: number;
  #savedAt = performance.now();

  private constructor(options: TrainOptions, out: string, buffers: StateDict, step: number) {
    this.#options = options;
    this.#out = out;
    this.#buffers = buffers;
    this.#savedStep = step;
  }

  /** Makes the folder of a run that stands at `step`. Throws `CANNOT_SAVE`. */
  static async open(options: TrainOptions, out: string, buffers: StateDict, step: number): Promise<Saver> {
    await mkdir(out, { recursive: true }).catch((cause) => {
      throw cannotSave(`The folder '${out}'`, cause, 'nothing was trained');
    });
    return new Saver(options, out, buffers, step);
  }

  /** Whether `saveEvery` asks for a checkpoint now. */
  isDue(step: number): boolean {
    const { steps = Number.POSITIVE_INFINITY, minutes = Number.POSITIVE_INFINITY } =
      this.#options.saveEvery ?? {};
    return step - this.#savedStep >= steps || performance.now() - this.#savedAt >= 60_000 * minutes;
  }

  /** Throws `CANNOT_SAVE` or `NON_FINITE_WEIGHTS`; what was saved before is unchanged then. */
  async save(
    state: RunState,
    places: readonly ('best' | 'last')[],
    tell: (event: TrainingEvent) => void,
  ): Promise<void> {
    const { objective, optimizer, weights = 'changed', keep = 1 } = this.#options;
    const snapshot = await takeSnapshot(objective.network, optimizer, state, this.#buffers, weights);
    for (const which of places) {
      const path = join(this.#out, which);
      const keepAs = which === 'last' && keep > 1 ? await this.#placeOfLast(path, state.step) : undefined;
      await writeSnapshot(path, snapshot, keepAs);
      tell({ type: 'checkpoint', which, path });
    }
    await removeOlder(this.#out, state.step, keep - 1).catch((cause) => {
      throw cannotSave(`The folder '${this.#out}'`, cause, 'the newest checkpoint is whole');
    });
    this.#savedStep = state.step;
    this.#savedAt = performance.now();
  }

  /** Where the old `last` goes: its own step's place, unless it is damaged or of the step that is saved now. */
  async #placeOfLast(path: string, step: number): Promise<string | undefined> {
    try {
      const old = await readState(path);
      if (old.step >= step) return undefined;
      await verifyCheckpoint(path);
      return olderPath(this.#out, old.step);
    } catch {
      return undefined;
    }
  }
}
