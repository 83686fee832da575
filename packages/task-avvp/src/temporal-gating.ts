// Temporal attention of this task (spec: task-avvp section 4.4): each modality
// reads its own segments with an LSTM and self-attention, and its gate amplifies
// the other modality where it is eventful. That of AVE answers queries besides.
import { TemporalEncoder } from '@dg-sct/dg-sct-attention';
import { type Context, Linear, Lstm, Module } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';

export interface TemporalGatingOptions {
  /** Width of both modalities, D; default 128. */
  readonly inputDim?: number;
  /** Width inside, half of what an LSTM gives; default half of `inputDim`. */
  readonly dim?: number;
  /** Hidden width of the encoder layers; default 1024. */
  readonly feedForward?: number;
  /** Attention heads; default 4. */
  readonly heads?: number;
  /** Encoder layers; default 2. */
  readonly layers?: number;
  /** How strongly a gate amplifies the other modality; default 0.05. */
  readonly gamma?: number;
  /** Dropout rate inside the encoder layers; default 0.1. */
  readonly dropout?: number;
}

/** From the segments of one modality to a gate for each. */
interface Branch {
  readonly lstm: Lstm;
  readonly encoder: TemporalEncoder;
  readonly gate: Linear;
}

export class TemporalGating extends Module {
  readonly #gamma: number;
  readonly #visual: Branch;
  readonly #audio: Branch;

  constructor(options: TemporalGatingOptions = {}) {
    super();
    const { inputDim = 128, dim = inputDim / 2, layers = 2 } = options;
    const { feedForward = 1024, heads = 4, dropout = 0.1 } = options;
    const sizes = { dim, feedForward, heads, dropout };
    const branch = (rnn: string, name: string): Branch => ({
      lstm: this.child(`audio_visual_rnn_layer.${rnn}`, new Lstm(inputDim, dim, { bidirectional: true })),
      encoder: this.child(`${name}_encoder`, new TemporalEncoder(2 * dim, sizes, layers)),
      gate: this.child(`${name}_gated.0`, new Linear(dim, 1)),
    });
    this.#gamma = options.gamma ?? 0.05;
    this.#visual = branch('visual_rnn', 'video');
    this.#audio = branch('audio_rnn', 'audio');
  }

  /** Visual segments `[B, T, D]`, amplified where the audio `[B, T, D]` is eventful. */
  amplifyVisual(visual: tf.Tensor, audio: tf.Tensor, context: Context): tf.Tensor {
    return this.#amplify(visual, this.#audio, audio, context);
  }

  /** Audio segments `[B, T, D]`, amplified where the picture `[B, T, D]` is eventful. Nothing published uses it. */
  amplifyAudio(visual: tf.Tensor, audio: tf.Tensor, context: Context): tf.Tensor {
    return this.#amplify(audio, this.#visual, visual, context);
  }

  #amplify(x: tf.Tensor, { lstm, encoder, gate }: Branch, guide: tf.Tensor, context: Context): tf.Tensor {
    return scope('temporal gating', () => {
      const eventful = gate.forward(encoder.forward(lstm.forward(guide), context)).sigmoid();
      return x.mul(eventful.mul(this.#gamma).add(1));
    });
  }
}
