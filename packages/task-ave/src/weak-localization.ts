// The weakly supervised counterpart of the localization module (spec: task-ave
// section 6): only the classes of a whole clip are known in training, background
// being one of them. No published recipe instantiates it.
import { Linear, Module } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';

export interface WeakLocalizationOutput {
  /** Logit of "an event takes place", `[B, T]`. */
  readonly isEvent: tf.Tensor;
  /** Class logits of the clip, `[B, classes]`. */
  readonly rawLogits: tf.Tensor;
  /** Class probabilities of the clip, `[B, classes]`. */
  readonly eventScores: tf.Tensor;
}

export class WeakLocalization extends Module {
  readonly #classifier: Linear;
  readonly #eventClassifier: Linear;

  /** @param classes background included */
  constructor(dim: number, classes: number) {
    super();
    this.#classifier = this.child('classifier', new Linear(dim, 1));
    this.#eventClassifier = this.child('event_classifier', new Linear(dim, classes));
  }

  /** Fused features `[B, T, D]`. */
  forward(fused: tf.Tensor): WeakLocalizationOutput {
    const isEvent = this.#classifier.forward(fused);
    const rawLogits = this.#eventClassifier.forward(fused.max(1));
    const perSegment = isEvent.sigmoid().mul(rawLogits.expandDims(1));
    return { isEvent: isEvent.squeeze([2]), rawLogits, eventScores: perSegment.max(1).softmax() };
  }
}
