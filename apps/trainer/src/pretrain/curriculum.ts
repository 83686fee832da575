// What an encoder is pre-trained on: the model, batches of labelled renderings,
// and the sets it is scored on. One curriculum for each encoder.
import type { Context, Module } from '@dg-sct/nn';
import type { Random } from '@dg-sct/synthetic';
import type * as tf from '@tensorflow/tfjs';

export interface LabelledExample {
  /** The encoder's input for one example, flattened. */
  readonly input: Float32Array;
  /** Class indices; several where several things are seen or heard. */
  readonly labels: readonly number[];
}

export interface Curriculum {
  readonly encoder: Module;
  /** Configuration of the encoder, for the card beside the weights. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Shape of one example's input. */
  readonly inputShape: readonly number[];
  readonly classes: number;
  /** `[B, ...inputShape]` to logits `[B, classes]`. */
  logits(input: tf.Tensor, context: Context): tf.Tensor;
  /** A training example. */
  example(random: Random): LabelledExample;
  /** Held-out examples with one label each, by name of the set. */
  readonly tests: Readonly<Record<string, (random: Random) => LabelledExample>>;
  /** State-dict entries that follow from the configuration and are not stored. */
  readonly computed: RegExp;
}
