// Two encoders run side by side, with DG-SCT layers between their blocks (spec:
// dg-sct-attention sections 2 and 3). It ends with one vector per segment and
// modality, and the tokens behind it; time and task come after.
import { type Context, EVAL, Module, zeros } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { BlockwiseEncoder } from './blockwise-encoder.ts';
import { encodeAlone } from './encode-alone.ts';
import { AttentionError } from './errors.ts';
import type { DgSctOptions } from './layer.ts';
import { type DualState, type PairLayers, planStages, runStep, type StagePlan } from './stage-plan.ts';
import { DG_SCT_VARIANTS } from './variants.ts';

export interface DualEncoderOptions {
  readonly visual: BlockwiseEncoder;
  readonly audio: BlockwiseEncoder;
  /** State-dict name of the visual encoder; default `swin`. */
  readonly visualName?: string;
  /** State-dict name of the audio encoder; default `htsat`. */
  readonly audioName?: string;
  /** How the layers are built. `gate` speaks of the audio side. */
  readonly adapters?: DgSctOptions;
  /** Whether the visual layers have a gate; as published always, whatever `adapters.gate` says: default true. */
  readonly visualGate?: boolean;
  /** Layers stand in this stage, counted from 0, and in those after it: default 0, in all, as published. */
  readonly firstStage?: number;
  /** False leaves out every layer: the frozen encoders alone, pooled by the mean over tokens. Default true. */
  readonly crossModal?: boolean;
  /** Whether the frozen encoders follow the context into training mode, as published. Default true. */
  readonly encoderTraining?: boolean;
}

export interface DualInputs {
  /** Whatever the visual encoder embeds; for Swin V2 `[B*T, H, W, 3]`. */
  readonly frames: tf.Tensor;
  /** Whatever the audio encoder embeds; for HTS-AT log-mel `[B*T, frames, mels]`. */
  readonly audio: tf.Tensor;
}

export interface DualOutput {
  /** Pooled visual features, `[B*T, Dv]`. */
  readonly visual: tf.Tensor;
  /** Pooled audio features, `[B*T, Da]`. */
  readonly audio: tf.Tensor;
  /** What was pooled, `[B*T, Nv, Dv]`. */
  readonly visualTokens: tf.Tensor;
  /** What was pooled, `[B*T, Na, Da]`. */
  readonly audioTokens: tf.Tensor;
  /** Spatial attention over the last visual tokens, `[B*T, Nv]`; absent without layers. */
  readonly visualMap?: tf.Tensor;
  /** Spatial attention over the last audio tokens, `[B*T, Na]`; absent without layers. */
  readonly audioMap?: tf.Tensor;
  /** The state after the blocks of every stage, before downsampling; only if asked for. */
  readonly stages?: readonly DualState[];
}

export class DualEncoder extends Module {
  readonly visual: BlockwiseEncoder;
  readonly audio: BlockwiseEncoder;
  readonly crossModal: boolean;
  readonly #encoderTraining: boolean;
  readonly #plan: readonly StagePlan[];

  /** Freezes both encoders. Throws `BAD_PAIRING` where their stages do not fit together, `BAD_OPTION` for a `firstStage` that they lack. */
  constructor(options: DualEncoderOptions) {
    super();
    const {
      visual,
      audio,
      visualName = 'swin',
      audioName = 'htsat',
      adapters = {},
      firstStage = 0,
    } = options;
    this.visual = this.child(visualName, visual).setTrainable(false);
    this.audio = this.child(audioName, audio).setTrainable(false);
    this.crossModal = options.crossModal ?? true;
    this.#encoderTraining = options.encoderTraining ?? true;
    const layers = { audio: adapters, visual: { ...adapters, gate: options.visualGate ?? true }, firstStage };
    this.#plan = planStages(visual.stages, audio.stages, this.crossModal ? layers : undefined);
    if (this.crossModal) this.#registerLayers(adapters);
  }

  #registerLayers({ reduction = 8, variant = DG_SCT_VARIANTS.ave }: DgSctOptions): void {
    const layers = this.#plan.flatMap(({ steps }) => steps.flatMap((step) => step.layers ?? []));
    const list = (name: string, key: keyof PairLayers): void => {
      this.childList(
        name,
        layers.map((pair) => pair[key]),
      );
    };
    list('audio_adapter_blocks_p1', 'audioFirst');
    list('vis_adapter_blocks_p1', 'visualFirst');
    list('audio_adapter_blocks_p2', 'audioSecond');
    list('vis_adapter_blocks_p2', 'visualSecond');
    if (!variant.tokenDownsampler) return;
    // In checkpoints only, neither used nor trained: one projection per visual patch merging.
    for (const [index, { dim }] of this.visual.stages.slice(1).entries()) {
      const shape = [Math.floor(dim / reduction), Math.floor(dim / (2 * reduction))];
      const unused = this.parameter(`adapter_token_downsampler.${index}.weight`, shape, { init: zeros });
      unused.trainable = false;
    }
  }

  /** Every segment is a sample of its own: the first axis of both inputs is `B*T`. */
  forward(
    inputs: DualInputs,
    context: Context,
    { collect = false }: { readonly collect?: boolean } = {},
  ): DualOutput {
    const encoding = this.#encoderTraining ? context : { ...context, training: false };
    const contexts = { layers: context, encoders: encoding };
    let state = this.#embed(inputs, encoding);
    const stages: DualState[] = [];
    for (const [index, { visual, audio, steps }] of this.#plan.entries()) {
      state = scope(`stage ${index}`, () =>
        steps.reduce((before, step) => runStep(step, before, contexts), state),
      );
      if (collect) stages.push(state);
      state = {
        ...state,
        visual: visual.downsample?.(state.visual, encoding) ?? state.visual,
        audio: audio.downsample?.(state.audio, encoding) ?? state.audio,
      };
    }
    const pooled = this.#pool(state, encoding);
    return collect ? { ...pooled, stages } : pooled;
  }

  /** Frames through the visual encoder alone, without layers and without sound: `[B*T, Nv, Dv]`. */
  encodeFrames(frames: tf.Tensor, context: Context): tf.Tensor {
    return scope('frames alone', () =>
      encodeAlone(this.visual, frames, this.#encoderTraining ? context : EVAL),
    );
  }

  #embed({ frames, audio }: DualInputs, encoding: Context): DualState {
    if (frames.shape[0] !== audio.shape[0]) {
      throw new AttentionError(
        'BAD_INPUT',
        `there are ${frames.shape[0]} frames but ${audio.shape[0]} pieces of audio; each segment needs one of both`,
      );
    }
    return {
      visual: scope('visual', () => this.visual.embed(frames, encoding)),
      audio: scope('audio', () => this.audio.embed(audio, encoding)),
    };
  }

  /** The maps of the last pair weigh the tokens; without layers all count the same. */
  #pool(state: DualState, encoding: Context): DualOutput {
    const { visualMap, audioMap } = state;
    const visualTokens = this.visual.readout(state.visual, encoding);
    const audioTokens = this.audio.readout(state.audio, encoding);
    const features = {
      visual: poolTokens(visualTokens, visualMap),
      audio: poolTokens(audioTokens, audioMap),
      visualTokens,
      audioTokens,
    };
    return visualMap === undefined || audioMap === undefined
      ? features
      : { ...features, visualMap, audioMap };
  }
}

/** `[B*T, N, D]` and weights `[B*T, N]` to `[B*T, D]`; the mean where there are no weights. */
function poolTokens(x: tf.Tensor, weights: tf.Tensor | undefined): tf.Tensor {
  return weights === undefined ? x.mean(1) : tf.matMul(weights.expandDims(1), x).squeeze([1]);
}
