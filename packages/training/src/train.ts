// The training loop: epochs of optimizer steps, evaluation after each, the
// best and the last state on disk, and an end when told or when nothing improves.
import { deriveSeed } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { groupsOf, NO_ACCUMULATION } from './accumulation.ts';
import type { Batch } from './batch.ts';
import { begun } from './begun.ts';
import { TrainingError } from './errors.ts';
import { type EvaluationReport, Evaluator } from './evaluate.ts';
import type { TrainingEvent } from './events.ts';
import { addLosses, meanLosses, noLosses } from './loss-meter.ts';
import { MetricsLog } from './metrics-log.ts';
import { readBuffers } from './run-checkpoint.ts';
import type { EpochRecord, RunState } from './run-state.ts';
import { Saver } from './saver.ts';
import { startRun } from './start-run.ts';
import { TrainingStep } from './step.ts';
import type { TrainOptions, TrainResult } from './train-options.ts';

/**
 * Trains until the epochs are done, patience or a limit runs out or the signal says stop; the network then holds the last
 * weights.
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

type Stop = 'interrupted' | 'max-steps' | 'max-minutes';

class Run {
  readonly #options: TrainOptions;
  readonly #step: TrainingStep;
  readonly #evaluator: Evaluator;
  readonly #state: RunState;
  readonly #saver: Saver | undefined;
  readonly #log: MetricsLog | undefined;
  readonly #began = performance.now();
  /** The next epoch's batches, of which the first is being read. */
  #upcoming: AsyncIterableIterator<Batch> | undefined;

  private constructor(
    options: TrainOptions,
    state: RunState,
    saver: Saver | undefined,
    log: MetricsLog | undefined,
  ) {
    const { objective, optimizer, accumulation = NO_ACCUMULATION, clipNorm, seed } = options;
    const accumulate = accumulation.batches > 1 && accumulation.mode === 'mean';
    this.#options = options;
    this.#state = state;
    this.#saver = saver;
    this.#log = log;
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
    checkOptions(options);
    const { objective, out, metrics = false, onEvent } = options;
    const buffers = await readBuffers(objective.network);
    const { state, events } = await startRun(options);
    const saver = out === undefined ? undefined : await Saver.open(options, out, buffers, state.step);
    const log = out === undefined || !metrics ? undefined : MetricsLog.open(out, state);
    for (const event of events) onEvent?.(event);
    return new Run(options, state, saver, log);
  }

  async train(): Promise<TrainResult> {
    const { objective, epochs } = this.#options;
    const state = this.#state;
    const sizes = [...objective.network.trainableParameters().values()].map(({ size }) => size);
    const trainableParameters = sizes.reduce((sum, size) => sum + size, 0);
    this.#tell({ type: 'start', epoch: state.epoch, epochs, step: state.step, trainableParameters });
    while (state.epoch < epochs) {
      if (this.#patienceIsOut()) return this.#result('early-stopped');
      const stop = await this.#trainEpoch();
      const report = stop === undefined ? await this.#evaluate() : undefined;
      if (report === undefined) {
        await this.#save(['last']);
        return this.#result(stop ?? 'interrupted');
      }
      await this.#closeEpoch(report);
    }
    return this.#result('finished');
  }

  async dispose(): Promise<void> {
    this.#log?.close();
    await this.#upcoming?.return?.();
    await Promise.all([this.#step.dispose(), this.#evaluator.dispose()]);
  }

  /** Takes the rest of the epoch's steps; tells what stopped it before, always between two steps. */
  async #trainEpoch(): Promise<Stop | undefined> {
    const { batches, accumulation = NO_ACCUMULATION, epochs } = this.#options;
    const state = this.#state;
    const before = this.#stop();
    if (before !== undefined) return before;
    let since = performance.now();
    const ready = this.#upcoming ?? batches({ epoch: state.epoch, start: state.batch });
    this.#upcoming = undefined;
    for await (const group of groupsOf(ready, accumulation.batches)) {
      const waited = performance.now() - since;
      await this.#takeStep(group, since, waited);
      const stop = this.#stop();
      if (stop !== undefined) return stop;
      if (this.#saver?.isDue(state.step)) await this.#save(['last']);
      since = performance.now();
    }
    if (state.batch === 0) throw new TrainingError('NO_BATCHES', `epoch ${state.epoch + 1} has no batches`);
    // What comes first after the evaluation is read during it.
    if (state.epoch + 1 < epochs) this.#upcoming = begun(batches({ epoch: state.epoch + 1, start: 0 }));
    return undefined;
  }

  #stop(): Stop | undefined {
    const { signal, maxSteps, maxMinutes } = this.#options;
    if (signal?.aborted) return 'interrupted';
    if (maxSteps !== undefined && this.#state.step >= maxSteps) return 'max-steps';
    const minutes = (performance.now() - this.#began) / 60_000;
    return maxMinutes !== undefined && minutes >= maxMinutes ? 'max-minutes' : undefined;
  }

  #tell(event: TrainingEvent): void {
    this.#log?.add(event);
    this.#options.onEvent?.(event);
  }

  /** One optimizer step on a group of batches that began loading at `since` (ms). */
  async #takeStep(group: readonly Batch[], since: number, waited: number): Promise<void> {
    const { schedule, accumulation = NO_ACCUMULATION } = this.#options;
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
    const timing = { clips, seconds, waitSeconds: waited / 1000, memoryBytes: process.memoryUsage.rss() };
    this.#tell({ type: 'step', ...position, losses: meanLosses(sums), ...timing });
  }

  #evaluate(): Promise<EvaluationReport | undefined> {
    const { validation, signal } = this.#options;
    const { epoch } = this.#state;
    return this.#evaluator.run(validation(), {
      signal,
      onBatch: (done) => this.#tell({ type: 'evaluation', epoch, ...done }),
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
    this.#tell({ type: 'epoch', record, improved });
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
    if (this.#saver === undefined) return;
    this.#log?.flush();
    this.#state.random = (await this.#step.random.counter.data())[0] ?? 0;
    await this.#saver.save(this.#state, places, (event) => this.#tell(event));
  }

  #result(status: TrainResult['status']): TrainResult {
    const { step, best, history } = this.#state;
    return { status, steps: step, best, history };
  }
}

/** Throws `BAD_OPTION` for a number that cannot be meant. */
function checkOptions({ keep, maxSteps, maxMinutes, saveEvery }: TrainOptions): void {
  const counts = { keep, maxSteps, 'saveEvery.steps': saveEvery?.steps };
  for (const [name, value] of Object.entries(counts)) {
    if (value === undefined || (Number.isInteger(value) && value >= 1)) continue;
    throw new TrainingError('BAD_OPTION', `${name} is ${value} but must be a whole number above 0`);
  }
  for (const [name, value] of Object.entries({ maxMinutes, 'saveEvery.minutes': saveEvery?.minutes })) {
    if (value === undefined || value > 0) continue;
    throw new TrainingError('BAD_OPTION', `${name} is ${value} but must be above 0`);
  }
}
