// Temporal attention of audio-visual segmentation (spec: task-avs section 3.5): how eventful each second sounds
// amplifies every map of that second, and how eventful it looks amplifies its sound. Unlike the temporal attention of
// the other tasks it keeps its inputs and only scales them.
import { TemporalDecoder, TemporalEncoder, type TransformerSizes } from '@dg-sct/dg-sct-attention';
import { type Context, dropout, Linear, Lstm, Module } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';

export interface MapAttentionOptions {
  /** Number of maps; default 4. */
  readonly maps?: number;
  /** Channels of the maps; default 256. */
  readonly dim?: number;
  /** Width of the audio vector; default 128. */
  readonly audioDim?: number;
  /** Width of the transformer layers; even; default 256. */
  readonly temporalDim?: number;
  /** Hidden width of the transformer layers; default 1024. */
  readonly feedForward?: number;
  /** Attention heads; default 4. */
  readonly heads?: number;
  /** How strongly a gate amplifies; published 0.05 for S4, 0.1 for MS3. */
  readonly gamma: number;
  /** Dropout rate after the visual projection; default 0.2. */
  readonly projectionDropout?: number;
  /** Dropout rate inside the transformer layers; default 0.1. */
  readonly dropout?: number;
}

export interface AttendedMaps {
  /** Each `[B*T, H, W, D]`. */
  readonly maps: readonly tf.Tensor[];
  /** `[B, T, audioDim]` */
  readonly audio: tf.Tensor;
}

/** What belongs to one map. */
interface Branch {
  readonly project: Linear;
  readonly visualLstm: Lstm;
  readonly audioLstm: Lstm;
  readonly visualEncoder: TemporalEncoder;
  readonly audioEncoder: TemporalEncoder;
  readonly visualGate: Linear;
  readonly audioGate: Linear;
}

export class MapAttention extends Module {
  readonly #branches: readonly Branch[];
  readonly #gamma: number;
  readonly #projectionDropout: number;

  constructor(options: MapAttentionOptions) {
    super();
    this.#gamma = options.gamma;
    this.#projectionDropout = options.projectionDropout ?? 0.2;
    this.#branches = Array.from({ length: options.maps ?? 4 }, (_, index) => this.#branch(index, options));
  }

  #branch(index: number, options: MapAttentionOptions): Branch {
    const { dim = 256, audioDim = 128, temporalDim = 256, dropout: rate = 0.1 } = options;
    const { feedForward = 1024, heads = 4 } = options;
    const sizes: TransformerSizes = { dim: temporalDim, feedForward, heads, dropout: rate };
    const bidirectional = { bidirectional: true };
    const rnn = `audio_visual_rnn_layer.${index}`;
    this.child(`audio_decoder.${index}`, new TemporalDecoder(temporalDim, sizes)); // in checkpoints only
    this.child(`video_decoder.${index}`, new TemporalDecoder(2 * temporalDim, sizes)); // in checkpoints only
    return {
      project: this.child(`v_fc.${index}`, new Linear(dim, dim)),
      audioLstm: this.child(`${rnn}.audio_rnn`, new Lstm(audioDim, temporalDim / 2, bidirectional)),
      visualLstm: this.child(`${rnn}.visual_rnn`, new Lstm(dim, temporalDim, bidirectional)),
      audioEncoder: this.child(`audio_encoder.${index}`, new TemporalEncoder(temporalDim, sizes)),
      visualEncoder: this.child(`video_encoder.${index}`, new TemporalEncoder(2 * temporalDim, sizes)),
      audioGate: this.child(`audio_gated.${index}.0`, new Linear(temporalDim, 1)),
      visualGate: this.child(`video_gated.${index}.0`, new Linear(temporalDim, 1)),
    };
  }

  /** Maps, each `[B*T, H, W, D]`, and audio `[B, T, audioDim]`. */
  forward(maps: readonly tf.Tensor[], audio: tf.Tensor, context: Context): AttendedMaps {
    return scope('temporal attention', () => {
      const [, segments = 1] = audio.shape;
      const gates = this.#branches.map((branch, index) => {
        const map = maps[index] as tf.Tensor;
        const seen = map.mean([1, 2]).reshape([-1, segments, map.shape[3] ?? 1]);
        return { map, ...this.#gates(branch, seen, audio, context) };
      });
      const eventful = tf.addN(gates.map(({ visualGate }) => visualGate)).div(gates.length);
      return {
        maps: gates.map(({ map, audioGate }) => this.#amplify(map, audioGate.reshape([-1, 1, 1, 1]))),
        audio: this.#amplify(audio, eventful),
      };
    });
  }

  /** How eventful each segment looks and sounds, in (0, 1), both `[B, T, 1]`. */
  #gates(
    branch: Branch,
    visual: tf.Tensor,
    audio: tf.Tensor,
    context: Context,
  ): { visualGate: tf.Tensor; audioGate: tf.Tensor } {
    const projected = dropout(branch.project.forward(visual).relu(), this.#projectionDropout, context);
    const seen = branch.visualEncoder.forward(branch.visualLstm.forward(projected), context);
    const heard = branch.audioEncoder.forward(branch.audioLstm.forward(audio), context);
    return {
      visualGate: branch.visualGate.forward(seen).sigmoid(),
      audioGate: branch.audioGate.forward(heard).sigmoid(),
    };
  }

  #amplify(x: tf.Tensor, gate: tf.Tensor): tf.Tensor {
    return x.mul(gate.mul(this.#gamma).add(1));
  }

  /** Whether the parameter is in checkpoints only. */
  isUnused(name: string): boolean {
    return /^(audio|video)_decoder\.|^(audio|video)_encoder\.\d+\.encoder_layer\./.test(name);
  }
}
