// What an encoder must offer to be steered by another modality: its stages and
// blocks, each residual by itself. Encoders fit by shape; they need not know of
// this file.
import type { Context, Module } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';

export interface Block {
  /** Channels, D. */
  readonly dim: number;
  /** Tokens, N. */
  readonly tokens: number;
  /** Attention with its residual, `[B, N, D]` to `[B, N, D]`. */
  attend(x: tf.Tensor, context: Context): tf.Tensor;
  /** The feed-forward part with its residual, `[B, N, D]` to `[B, N, D]`. */
  feedForward(x: tf.Tensor, context: Context): tf.Tensor;
}

export interface Stage {
  readonly dim: number;
  readonly tokens: number;
  readonly blocks: readonly Block[];
  /** To the tokens of the next stage; absent in the last. */
  readonly downsample?: (x: tf.Tensor, context: Context) => tf.Tensor;
}

export interface BlockwiseEncoder extends Module {
  readonly stages: readonly Stage[];
  /** Channels of what `readout` gives. */
  readonly width: number;
  /** Input to the tokens of the first stage, `[B, N, D]`. */
  embed(input: tf.Tensor, context: Context): tf.Tensor;
  /** Tokens of the last stage to features, `[B, N, width]`. */
  readout(x: tf.Tensor, context: Context): tf.Tensor;
}
