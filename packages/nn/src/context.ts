// What a forward pass needs to know besides its inputs.
import type { RandomStream } from './random.ts';

export interface Context {
  /** Batch statistics, dropout and stochastic depth are active. */
  readonly training: boolean;
  /** Source of noise; needed only while training. */
  readonly random?: RandomStream;
}

/** Evaluation: running statistics, no noise. */
export const EVAL: Context = { training: false };
