// Gumbel(0, 1) noise, which turns an argmax of logits into a draw from their
// softmax.
import type { Context } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import { AvvpError } from './errors.ts';

/** Noise of the given shape; asked once by every assignment that draws, and only while training. */
export type GumbelSource = (shape: readonly number[], context: Context) => tf.Tensor;

/** Half a step of the uniform numbers, so that the logarithm stays finite. */
const SMALLEST = 2 ** -25;

/** `-ln(-ln u)` with u from the context's random stream. Throws `BAD_INPUT` where it has none. */
export const gumbelNoise: GumbelSource = (shape, { random }) => {
  if (random !== undefined) return random.uniform(shape).maximum(SMALLEST).log().neg().log().neg();
  throw new AvvpError(
    'BAD_INPUT',
    'assigning segments to groups while training draws noise; pass a context with { training: true, random }',
  );
};
