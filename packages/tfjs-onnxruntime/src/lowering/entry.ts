// Entries of the op table whose kinds are common, from their lowerings.
import type { GradientSource, KernelEntry, Lowering, ResultType } from './types.ts';

export const entry =
  (gradient: GradientSource, result: ResultType) =>
  (lower: Lowering): KernelEntry => ({ lower, gradient, result });

/** tfjs has the gradient, and the result is of the first input's dtype. */
export const tfjs = entry('tfjs', 'first');
