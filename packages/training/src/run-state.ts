// Where a run is: everything but weights and optimizer state that is needed to
// continue it exactly. Plain JSON.
import { TrainingError } from './errors.ts';
import { type LossSums, type LossTerms, noLosses } from './loss-meter.ts';
import type { Versions } from './versions.ts';

/** What one epoch came to. */
export interface EpochRecord {
  /** From 0. */
  readonly epoch: number;
  /** Optimizer steps taken by its end. */
  readonly step: number;
  /** Of its last step. */
  readonly learningRate: number;
  /** Mean training loss terms. */
  readonly losses: LossTerms;
  readonly evaluation: {
    readonly losses: LossTerms;
    /** null where a metric has no value on this set. */
    readonly metrics: Readonly<Record<string, number | null>>;
  };
}

export interface RunState {
  readonly version: 1;
  readonly seed: number;
  /** Epoch in progress, from 0. */
  epoch: number;
  /** Batches of it that are done. */
  batch: number;
  /** Optimizer steps taken. */
  step: number;
  learningRate: number;
  /** Counter of the in-graph random stream. */
  random: number;
  /** LossTerms of the batches done in this epoch. */
  losses: LossSums;
  readonly history: EpochRecord[];
  best: { readonly epoch: number; readonly value: number } | null;
  /** Whatever the caller wants kept with the run. */
  readonly config: unknown;
  /** Stands for the data that is trained on, such as a hash of their list; null where none was given. */
  readonly data: string | null;
  /** Of what computed it last. */
  readonly versions: Versions;
}

export function initialState(seed: number, kept: Pick<RunState, 'config' | 'data' | 'versions'>): RunState {
  const position = { epoch: 0, batch: 0, step: 0, learningRate: 0, random: 0 };
  return { version: 1, seed, ...position, losses: noLosses(), history: [], best: null, ...kept };
}

/** Reads what `JSON.stringify` made of a state; throws TrainingError `BAD_CHECKPOINT`. */
export function parseState(text: string, path: string): RunState {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw bad(path, 'it is not valid JSON', cause);
  }
  if (!isRecord(parsed)) throw bad(path, 'it is not a JSON object');
  if (parsed.version !== 1)
    throw bad(path, `its version is ${parsed.version}, and this program reads version 1`);
  for (const key of ['seed', 'epoch', 'batch', 'step', 'random']) {
    if (!Number.isSafeInteger(parsed[key])) throw bad(path, `its "${key}" is not a whole number`);
  }
  const { losses, history, best } = parsed;
  if (!isRecord(losses) || !isNumbers(losses.terms)) throw bad(path, 'its "losses" are not sums by name');
  if (!Array.isArray(history) || !history.every(isEpochRecord))
    throw bad(path, 'its "history" is incomplete');
  if (best !== null && !(isRecord(best) && isNumbers({ epoch: best.epoch, value: best.value }))) {
    throw bad(path, 'its "best" is neither null nor an epoch and a value');
  }
  const { data = null, versions = {} } = parsed;
  if (data !== null && typeof data !== 'string') throw bad(path, 'its "data" is not a text');
  if (!isRecord(versions) || !Object.values(versions).every((version) => typeof version === 'string'))
    throw bad(path, 'its "versions" are not texts by name');
  return { ...parsed, data, versions } as unknown as RunState;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumbers = (value: unknown): boolean =>
  isRecord(value) && Object.values(value).every((entry) => typeof entry === 'number');

const isEpochRecord = (value: unknown): boolean =>
  isRecord(value) &&
  isNumbers({ epoch: value.epoch, step: value.step, learningRate: value.learningRate }) &&
  isNumbers(value.losses) &&
  isRecord(value.evaluation) &&
  isNumbers(value.evaluation.losses) &&
  isRecord(value.evaluation.metrics);

function bad(path: string, problem: string, cause?: unknown): TrainingError {
  return new TrainingError('BAD_CHECKPOINT', `Cannot resume from '${path}': ${problem}.`, { cause });
}
