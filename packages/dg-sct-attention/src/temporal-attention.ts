// Temporal attention after the encoders (spec: dg-sct-attention section 4): each
// modality reads its own segments with an LSTM and self-attention, queries the
// other's, and its gate says in which seconds to trust the other modality.
import { type Context, dropout, Linear, Lstm, Module } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import { TemporalDecoder, TemporalEncoder, type TransformerSizes } from './transformer-layers.ts';

export interface TemporalAttentionOptions {
  /** Width of the pooled visual features. */
  readonly visualDim: number;
  /** Width of the pooled audio features. */
  readonly audioDim: number;
  /** Width after the visual projection; default 512. */
  readonly visualHidden?: number;
  /** Width after the audio projection; default 128. */
  readonly audioHidden?: number;
  /** Width of the outputs, D; even; default 256. */
  readonly dim?: number;
  /** Hidden width of the transformer layers; default 1024. */
  readonly feedForward?: number;
  /** Attention heads; default 4. */
  readonly heads?: number;
  /** How strongly one modality's gate amplifies the other; default 0.1. */
  readonly gamma?: number;
  /** Dropout rate after the visual projection; default 0.2. */
  readonly projectionDropout?: number;
  /** Dropout rate inside the transformer layers; default 0.1. */
  readonly dropout?: number;
  /** Both layers of an encoder start with the same values, as published, where they are copies of one; default true. */
  readonly identicalStart?: boolean;
}

/** Everything has the clip first: `[B, T, ...]`. */
export interface TemporalFeatures {
  /** `[B, T, D]` */
  readonly visual: tf.Tensor;
  /** `[B, T, D]` */
  readonly audio: tf.Tensor;
  /** How eventful each segment looks, in (0, 1), `[B, T]`. */
  readonly visualGate: tf.Tensor;
  /** How eventful each segment sounds, in (0, 1), `[B, T]`. */
  readonly audioGate: tf.Tensor;
}

export class TemporalAttention extends Module {
  readonly #gamma: number;
  readonly #projectionDropout: number;
  readonly #projectVisual: Linear;
  readonly #projectAudio: Linear;
  readonly #visualLstm: Lstm;
  readonly #audioLstm: Lstm;
  readonly #visualEncoder: TemporalEncoder;
  readonly #audioEncoder: TemporalEncoder;
  readonly #visualDecoder: TemporalDecoder;
  readonly #audioDecoder: TemporalDecoder;
  readonly #visualGate: Linear;
  readonly #audioGate: Linear;

  constructor(options: TemporalAttentionOptions) {
    super();
    const { visualDim, audioDim, visualHidden = 512, audioHidden = 128, dim = 256 } = options;
    const { feedForward = 1024, heads = 4, dropout: rate = 0.1 } = options;
    const { identicalStart = true } = options;
    const sizes: TransformerSizes = { dim, feedForward, heads, dropout: rate, identicalStart };
    const bidirectional = { bidirectional: true };
    this.#gamma = options.gamma ?? 0.1;
    this.#projectionDropout = options.projectionDropout ?? 0.2;
    this.#projectVisual = this.child('v_fc', new Linear(visualDim, visualHidden));
    this.#projectAudio = this.child('a_fc', new Linear(audioDim, audioHidden));
    this.#visualLstm = this.child(
      'audio_visual_rnn_layer.visual_rnn',
      new Lstm(visualHidden, dim, bidirectional),
    );
    this.#audioLstm = this.child(
      'audio_visual_rnn_layer.audio_rnn',
      new Lstm(audioHidden, dim / 2, bidirectional),
    );
    this.#visualEncoder = this.child('video_encoder', new TemporalEncoder(2 * dim, sizes));
    this.#visualDecoder = this.child('video_decoder', new TemporalDecoder(2 * dim, sizes));
    this.#audioEncoder = this.child('audio_encoder', new TemporalEncoder(dim, sizes));
    this.#audioDecoder = this.child('audio_decoder', new TemporalDecoder(dim, sizes));
    this.#audioGate = this.child('audio_gated.0', new Linear(dim, 1));
    this.#visualGate = this.child('video_gated.0', new Linear(dim, 1));
  }

  /** Pooled features of every segment, `visual [B, T, visualDim]` and `audio [B, T, audioDim]`. */
  forward(visual: tf.Tensor, audio: tf.Tensor, context: Context): TemporalFeatures {
    return scope('temporal attention', () => {
      const projected = this.#projectVisual.forward(visual).relu();
      const seen = this.#visualLstm.forward(dropout(projected, this.#projectionDropout, context));
      const heard = this.#audioLstm.forward(this.#projectAudio.forward(audio));
      const visualMemory = this.#visualEncoder.forward(seen, context);
      const audioMemory = this.#audioEncoder.forward(heard, context);
      const visualGate = this.#visualGate.forward(visualMemory).sigmoid();
      const audioGate = this.#audioGate.forward(audioMemory).sigmoid();
      const visualAnswer = this.#visualDecoder.forward(seen, audioMemory, context);
      const audioAnswer = this.#audioDecoder.forward(heard, visualMemory, context);
      return {
        visual: this.#amplify(visualAnswer, audioGate),
        audio: this.#amplify(audioAnswer, visualGate),
        visualGate: visualGate.squeeze([2]),
        audioGate: audioGate.squeeze([2]),
      };
    });
  }

  #amplify(x: tf.Tensor, gate: tf.Tensor): tf.Tensor {
    return x.mul(gate.mul(this.#gamma).add(1));
  }
}
