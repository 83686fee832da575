// The training loop: epochs of optimizer steps, evaluation after each, the
// best and the last state on disk, and an end when told or when nothing improves.
import { join } from 'node:path';
import { deriveSeed } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { groupsOf, NO_ACCUMULATION } from './accumulation.ts';
import type { Batch } from './batch.ts';
import { TrainingError } from './errors.ts';
import { type EvaluationReport, Evaluator } from './evaluate.ts';
import { addLosses, meanLosses, noLosses } from './loss-meter.ts';
import type { StateDict } from './module-file.ts';
import { readBuffers, readState, restore, takeSnapshot, writeSnapshot } from './run-checkpoint.ts';
import { type EpochRecord, initialState, type RunState } from './run-state.ts';
import { TrainingStep } from './step.ts';
import type { TrainOptions, TrainResult } from './train-options.ts';

/**
 * Trains until the epochs are done, patience runs out or the signal says stop; the network then holds the last weights.
 * Throws TrainingError, and CheckpointError when a checkpoint to resume from does not fit.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const run = await Run.open(options);
  try {
    return await run.train();
  } finally {
    await run.dispose();
  }
}

class Run {
  readonly #options: TrainOptions;
  readonly #step: TrainingStep;
  readonly #evaluator: Evaluator;
  readonly #state: RunState;
  /** As they were before any training. */
  readonly #buffers: StateDict;

  private constructor(options: TrainOptions, state: RunState, buffers: StateDict) {
    const { objective, optimizer, accumulation = NO_ACCUMULATION, clipNorm, seed } = options;
    const accumulate = accumulation.batches > 1 && accumulation.mode === 'mean';
    this.#options = options;
    this.#state = state;
    this.#buffers = buffers;
    this.#step = new TrainingStep(objective, {
      optimizer,
      seed: deriveSeed(seed, 'noise'),
      accumulate,
      clipNorm,
    });
    tf.tidy(() => this.#step.random.counter.assign(tf.scalar(state.random, 'int32')));
    this.#evaluator = new Evaluator(objective);
  }

  static async open(options: TrainOptions): Promise<Run> {
    const { objective, optimizer, resume, seed, config = null } = options;
    const buffers = await readBuffers(objective.network);
    if (resume === undefined) return new Run(options, initialState(seed, config), buffers);
    const loaded = await readState(resume);
    if (loaded.seed !== seed) {
      const message = `'${resume}' was trained with seed ${loaded.seed}; resume it with that seed, not with ${seed}.`;
      throw new TrainingError('BAD_OPTION', message);
    }
    await restore(resume, objective.network, optimizer);
    return new Run(options, { ...loaded, config: config ?? loaded.config }, buffers);
  }

  async train(): Promise<TrainResult> {
    const { objective, epochs, onEvent } = this.#options;
    const state = this.#state;
    const sizes = [...objective.network.trainableParameters().values()].map(({ size }) => size);
    const trainableParameters = sizes.reduce((sum, size) => sum + size, 0);
    onEvent?.({ type: 'start', epoch: state.epoch, epochs, step: state.step, trainableParameters });
    while (state.epoch < epochs) {
      if (this.#patienceIsOut()) return this.#result('early-stopped');
      const report = (await this.#trainEpoch()) ? await this.#evaluate() : undefined;
      if (report === undefined) {
        await this.#save(['last']);
        return this.#result('interrupted');
      }
      await this.#closeEpoch(report);
    }
    return this.#result('finished');
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#step.dispose(), this.#evaluator.dispose()]);
  }

  /** Takes the rest of the epoch's steps; false when the signal stopped it, always between two steps. */
  async #trainEpoch(): Promise<boolean> {
    const { batches, accumulation = NO_ACCUMULATION, signal } = this.#options;
    const state = this.#state;
    if (signal?.aborted) return false;
    let since = performance.now();
    for await (const group of groupsOf(
      batches({ epoch: state.epoch, start: state.batch }),
      accumulation.batches,
    )) {
      const waited = performance.now() - since;
      await this.#takeStep(group, since, waited);
      if (signal?.aborted) return false;
      since = performance.now();
    }
    if (state.batch === 0) throw new TrainingError('NO_BATCHES', `epoch ${state.epoch + 1} has no batches`);
    return true;
  }

  /** One optimizer step on a group of batches that began loading at `since` (ms). */
  async #takeStep(group: readonly Batch[], since: number, waited: number): Promise<void> {
    const { schedule, accumulation = NO_ACCUMULATION, onEvent } = this.#options;
    const state = this.#state;
    const { epoch } = state;
    const learningRate = schedule({ epoch, step: state.step });
    const clips = group.reduce((sum, { names }) => sum + names.length, 0);
    const sums = noLosses();
    for (const [index, batch] of group.entries()) {
      const isLast = index === group.length - 1;
      const weight = accumulation.mode === 'mean' ? batch.names.length / clips : 1;
      const losses = isLast
        ? await this.#step.update(batch, learningRate, weight)
        : accumulation.mode === 'mean'
          ? await this.#step.accumulate(batch, weight)
          : await this.#step.observe(batch);
      addLosses(sums, losses, batch.names.length);
      addLosses(state.losses, losses, batch.names.length);
    }
    state.batch += group.length;
    state.step += 1;
    state.learningRate = learningRate;
    const seconds = (performance.now() - since) / 1000;
    const position = { epoch, batch: state.batch, step: state.step, learningRate };
    const timing = { clips, seconds, waitSeconds: waited / 1000 };
    onEvent?.({ type: 'step', ...position, losses: meanLosses(sums), ...timing });
  }

  #evaluate(): Promise<EvaluationReport | undefined> {
    const { validation, signal, onEvent } = this.#options;
    const { epoch } = this.#state;
    return this.#evaluator.run(validation(), {
      signal,
      onBatch: (done) => onEvent?.({ type: 'evaluation', epoch, ...done }),
    });
  }

  /** Records the epoch, moves on to the next and saves. */
  async #closeEpoch({ losses, metrics }: EvaluationReport): Promise<void> {
    const state = this.#state;
    const { epoch, step, learningRate } = state;
    const value = this.#monitored(metrics);
    const improved = this.#improves(value);
    if (improved) state.best = { epoch, value };
    const measured = Object.entries(metrics).map(([name, v]) => [name, Number.isFinite(v) ? v : null]);
    const evaluation = { losses, metrics: Object.fromEntries(measured) };
    const record: EpochRecord = { epoch, step, learningRate, losses: meanLosses(state.losses), evaluation };
    state.history.push(record);
    state.epoch += 1;
    state.batch = 0;
    state.losses = noLosses();
    this.#options.onEvent?.({ type: 'epoch', record, improved });
    await this.#save(improved ? ['best', 'last'] : ['last']);
  }

  #monitored(metrics: Readonly<Record<string, number>>): number {
    const { monitor } = this.#options;
    const value = metrics[monitor];
    if (value !== undefined && Number.isFinite(value)) return value;
    const message = `the metric "${monitor}" is ${value}, but the best epoch is chosen by it; the metrics are ${Object.keys(metrics).join(', ')}`;
    throw new TrainingError('BAD_OBJECTIVE', message);
  }

  #improves(value: number): boolean {
    const { best } = this.#state;
    if (best === null || value > best.value) return true;
    return this.#options.tiesImprove === true && value === best.value;
  }

  #patienceIsOut(): boolean {
    const { history, best } = this.#state;
    const { patience = Number.POSITIVE_INFINITY } = this.#options;
    return best !== null && history.length - 1 - best.epoch >= patience;
  }

  async #save(places: readonly ('best' | 'last')[]): Promise<void> {
    const { objective, optimizer, out, weights = 'changed', onEvent } = this.#options;
    if (out === undefined) return;
    const state = this.#state;
    state.random = (await this.#step.random.counter.data())[0] ?? 0;
    const snapshot = await takeSnapshot(objective.network, optimizer, state, this.#buffers, weights);
    for (const which of places) {
      const path = join(out, which);
      await writeSnapshot(path, snapshot);
      onEvent?.({ type: 'checkpoint', which, path });
    }
  }

  #result(status: TrainResult['status']): TrainResult {
    const { step, best, history } = this.#state;
    return { status, steps: step, best, history };
  }
}
