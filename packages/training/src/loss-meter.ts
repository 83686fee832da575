// Loss terms on the host: read, checked, and averaged over the clips of a
// pass. The sums are plain numbers, so they can be saved in the middle of an
// epoch and continued exactly.
import * as tf from '@tensorflow/tfjs';
import type { Tensors } from './batch.ts';
import { TrainingError } from './errors.ts';

/** Loss terms by name. */
export type LossTerms = Readonly<Record<string, number>>;

export interface LossSums {
  clips: number;
  terms: Record<string, number>;
}

export const noLosses = (): LossSums => ({ clips: 0, terms: {} });

/** Adds the terms of one batch, each a mean over its clips. */
export function addLosses(sums: LossSums, losses: LossTerms, clips: number): void {
  sums.clips += clips;
  for (const [name, value] of Object.entries(losses)) {
    sums.terms[name] = (sums.terms[name] ?? 0) + value * clips;
  }
}

export function meanLosses({ clips, terms }: LossSums): LossTerms {
  return Object.fromEntries(Object.entries(terms).map(([name, sum]) => [name, sum / clips]));
}

/** The quantity that training minimises. */
export function totalLoss(losses: LossTerms): number {
  return Object.values(losses).reduce((sum, term) => sum + term, 0);
}

/** Reads the scalar terms of a batch and disposes them. Throws `NON_FINITE_LOSS` that names the batch's clips. */
export async function readLosses(terms: Tensors, clips: readonly string[]): Promise<LossTerms> {
  const entries = await Promise.all(
    Object.entries(terms).map(
      async ([name, tensor]) => [name, (await tensor.data())[0] ?? Number.NaN] as const,
    ),
  );
  tf.dispose(terms);
  const bad = entries.filter(([, value]) => !Number.isFinite(value));
  if (bad.length > 0) {
    const values = bad.map(([name, value]) => `${name} is ${value}`).join(', ');
    const message = `The loss is not a finite number (${values}) for the batch of these clips: ${clips.join(', ')}.`;
    throw new TrainingError('NON_FINITE_LOSS', message, { clips });
  }
  return Object.fromEntries(entries);
}
