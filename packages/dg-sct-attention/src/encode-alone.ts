// One encoder from input to features, without any other beside it.
import type { Context } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import type { BlockwiseEncoder } from './blockwise-encoder.ts';

/** Whatever the encoder embeds, to its features `[B, N, width]`. */
export function encodeAlone(encoder: BlockwiseEncoder, input: tf.Tensor, context: Context): tf.Tensor {
  let x = encoder.embed(input, context);
  for (const { blocks, downsample } of encoder.stages) {
    for (const block of blocks) x = block.feedForward(block.attend(x, context), context);
    x = downsample?.(x, context) ?? x;
  }
  return encoder.readout(x, context);
}
