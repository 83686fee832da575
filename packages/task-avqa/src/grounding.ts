// Audio-visual grounding (spec: task-avqa section 5.1): where in the picture the
// sound comes from, and whether picture and sound belong together at all. Both
// stages share it: the first trains it alone, the second begins with it.
import { Linear, Module } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';

export interface GroundingOptions {
  /** Width of the visual tokens, D. */
  readonly visualDim: number;
  /** Width of the pooled audio, Da. */
  readonly audioDim: number;
  /** Hidden widths of the match classifier; default 512, 256, 128. */
  readonly matchWidths?: readonly [number, number, number];
}

/** `n` is any number of segments. */
export interface Grounded {
  /** What is seen where the sound comes from, `[n, D]`. */
  readonly visual: tf.Tensor;
  /** Attention of the sound over the visual tokens, `[n, N]`; rows sum to one. */
  readonly map: tf.Tensor;
  /** Logits of "do not belong together" and "do", `[n, 2]`. */
  readonly match: tf.Tensor;
}

export class Grounding extends Module {
  readonly #audio1: Linear;
  readonly #audio2: Linear;
  readonly #joint: Linear;
  readonly #match: readonly Linear[];

  constructor({ visualDim, audioDim, matchWidths = [512, 256, 128] }: GroundingOptions) {
    super();
    this.#audio1 = this.child('fc_a1', new Linear(audioDim, visualDim));
    this.#audio2 = this.child('fc_a2', new Linear(visualDim, visualDim));
    this.#joint = this.child('fc_gl', new Linear(2 * visualDim, visualDim));
    const widths = [2 * visualDim, ...matchWidths];
    this.#match = widths.map((width, i) => this.child(`fc${i + 1}`, new Linear(width, widths[i + 1] ?? 2)));
  }

  /** Pooled audio `[n, Da]` to the visual tokens' width, `[n, D]`. */
  embedAudio(audio: tf.Tensor): tf.Tensor {
    return this.#audio2.forward(this.#audio1.forward(audio).relu());
  }

  /** Embedded audio `[n, D]` against visual tokens `[n, N, D]`. */
  ground(audio: tf.Tensor, tokens: tf.Tensor): Grounded {
    return scope('grounding', () => {
      const directions = unit(tokens);
      const similarity = tf.matMul(directions, unit(audio).expandDims(2)).squeeze([2]);
      const map = similarity.softmax();
      const attended = tf.matMul(map.expandDims(1), directions).squeeze([1]);
      const visual = this.#joint.forward(tf.concat([tokens.mean(1), attended], 1).tanh());
      return { visual, map, match: this.#classify(tf.concat([audio, visual], 1)) };
    });
  }

  /** `[n, 2D]` to `[n, 2]`, with ReLU between the layers. */
  #classify(x: tf.Tensor): tf.Tensor {
    return this.#match.reduce((y, layer, i) => layer.forward(i === 0 ? y : y.relu()), x);
  }
}

/** Each vector of the last axis divided by its length, or by 1e-12 if that is more. */
const unit = (x: tf.Tensor): tf.Tensor => x.div(x.square().sum(-1, true).maximum(1e-24).sqrt());
