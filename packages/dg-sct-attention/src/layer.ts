// The Dual-Guided Spatial-Channel-Temporal attention layer (Cross-modal Prompts,
// NeurIPS 2023, section 3; spec: dg-sct-attention section 1): the other modality
// tells which channels, tokens and segments of the own one matter. The layer
// gives a term for the caller's residual stream; it has no skip connection.
import {
  BatchNorm,
  biasUniform,
  type Context,
  constant,
  fanInUniform,
  LayerNorm,
  Linear,
  linear,
  Module,
  ones,
  type Parameter,
  uniform,
  zeros,
} from '@dg-sct/nn';
import { element, layerNorm } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { AttentionError } from './errors.ts';
import { GroupedProjection } from './grouped-projection.ts';
import { bicubicBridge, convBridge, type TokenBridge } from './token-bridge.ts';
import { DG_SCT_VARIANTS, type DgSctVariant } from './variants.ts';

/** What a layer stands between. */
export interface DgSctSizes {
  /** Own channels, C. */
  readonly dim: number;
  /** Own tokens, N. */
  readonly tokens: number;
  /** Channels of the guiding modality. */
  readonly otherDim: number;
  /** Tokens of the guiding modality. */
  readonly otherTokens: number;
}

/** How a layer is built; the defaults are those published for AVE. */
export interface DgSctOptions {
  /** The bottleneck has `floor(dim / reduction)` channels; default 8. */
  readonly reduction?: number;
  /** Groups of the two bottleneck projections; default 2. */
  readonly groups?: number;
  /** Learned tokens, K; default 32. */
  readonly learnedTokens?: number;
  /** Batch norm inside the bottleneck; default true. */
  readonly batchNorm?: boolean;
  /** A learned scalar on the output, zero at first; default true. */
  readonly gate?: boolean;
  /**
   * What both learned scalars start with, the one on the output and the one on what the tokens see; published and
   * default 0, with which the layers learn slowly at first. Short trainings want more.
   */
  readonly gateInit?: number;
  /** Layer norm before the bottleneck; default true. */
  readonly lnBefore?: boolean;
  /** Layer norm after the bottleneck; default true. */
  readonly lnPost?: boolean;
  /**
   * Which kinds of attention act, for ablations; default all. One that is left out weighs nothing, and its parameters stay
   * in the checkpoint, untrained. Without `spatial` the map is even.
   */
  readonly parts?: {
    readonly channel?: boolean;
    readonly spatial?: boolean;
    readonly temporal?: boolean;
  };
  /** Which published copy; default that of AVE. */
  readonly variant?: DgSctVariant;
}

export interface DgSctOutput {
  /** `[B*T, N, C]`, to be added to the own tokens. */
  readonly output: tf.Tensor;
  /** Spatial attention over the own tokens, `[B*T, N]`, each row summing to one. */
  readonly map: tf.Tensor;
  /** Gate of every segment, `[B*T]`; only where the variant uses it. */
  readonly temporal?: tf.Tensor;
}

const LAYER_NORM_EPSILON = 1e-5;

export class DgSctAttention extends Module {
  readonly sizes: DgSctSizes;
  readonly #variant: DgSctVariant;
  readonly #parts: Required<NonNullable<DgSctOptions['parts']>>;
  readonly #bridge: TokenBridge;
  readonly #gate: Parameter | undefined;
  readonly #tokens: Parameter;
  readonly #tokenGate: Parameter;
  readonly #project: Linear;
  readonly #guideChannels: Linear;
  readonly #ownChannels: Linear;
  readonly #bottleneck: Linear;
  readonly #ownSpatial: Linear;
  readonly #guideSpatial: Linear;
  readonly #spatial: Linear;
  readonly #channel: Linear;
  readonly #temporal: Linear | undefined;
  readonly #down: GroupedProjection;
  readonly #up: GroupedProjection;
  readonly #batchNorms: readonly [BatchNorm, BatchNorm] | undefined;
  readonly #lnBefore: LayerNorm | undefined;
  readonly #lnPost: LayerNorm | undefined;

  constructor(sizes: DgSctSizes, options: DgSctOptions = {}) {
    super();
    const variant = options.variant ?? DG_SCT_VARIANTS.ave;
    const { dim, tokens, otherDim, otherTokens } = sizes;
    const half = Math.floor(dim / 2);
    const narrow = Math.floor(dim / (options.reduction ?? 8));
    const groups = options.groups ?? 2;
    if (narrow < 1) {
      throw new AttentionError(
        'BAD_OPTION',
        `a layer of ${dim} channels has no bottleneck left at reduction ${options.reduction ?? 8}; choose a smaller reduction`,
      );
    }
    this.sizes = sizes;
    this.#variant = variant;
    this.#parts = { channel: true, spatial: true, temporal: true, ...options.parts };

    if (options.gate ?? true)
      this.#gate = this.parameter('gate', [1], { init: constant(options.gateInit ?? 0) });
    this.#tokens = this.parameter('my_tokens', [options.learnedTokens ?? 32, dim], {
      init: variant.tokenInit === 'zeros' ? zeros : uniform(0, 1),
    });
    if (variant.tokenGate) this.parameter('gate_tk', [1], { init: ones });
    this.#tokenGate = this.parameter('gate_av', [1], { init: constant(options.gateInit ?? 0) });

    const mixing = this.parameter('conv_adapter.weight', [tokens, otherTokens, 1, 1], { init: fanInUniform });
    const mixingBias = this.parameter('conv_adapter.bias', [tokens], { init: biasUniform(otherTokens) });
    this.#bridge =
      variant.tokenBridge === 'conv' ? convBridge(mixing, mixingBias) : bicubicBridge(otherTokens, tokens);
    this.#project = this.child('fc', new Linear(otherDim, dim));

    this.#guideChannels = this.child('fc_affine_audio_1', new Linear(dim, dim));
    this.#ownChannels = this.child('fc_affine_video_1', new Linear(dim, dim));
    this.#bottleneck = this.child('fc_affine_bottleneck', new Linear(dim, half));
    this.#ownSpatial = this.child('fc_affine_video_2', new Linear(dim, half));
    this.#guideSpatial = this.child('fc_affine_audio_2', new Linear(dim, half));
    this.#spatial = this.child('fc_affine_v_s_att', new Linear(half, 1));
    this.#channel = this.child('fc_affine_v_c_att', new Linear(half, dim));
    if (variant.temporalGate !== 'absent') {
      const gate = this.child('temporal_gated.0', new Linear(dim, 1));
      if (variant.temporalGate === 'used') this.#temporal = gate;
    }
    if (variant.captionProjection) this.child('fc_caption', new Linear(512, 192));

    this.#down = this.child('down_sampler', new GroupedProjection(dim, narrow, groups));
    this.#up = this.child('up_sampler', new GroupedProjection(narrow, dim, groups));
    if (options.batchNorm ?? true) {
      this.#batchNorms = [this.child('bn1', new BatchNorm(narrow)), this.child('bn2', new BatchNorm(dim))];
    }
    if (options.lnBefore ?? true) {
      const norm = this.child('ln_before', new LayerNorm(dim));
      if (variant.applyLnBefore) this.#lnBefore = norm;
    }
    if (options.lnPost ?? true) this.#lnPost = this.child('ln_post', new LayerNorm(dim));
  }

  /**
   * @param own tokens of the modality to adapt, `[B*T, N, C]`
   * @param other tokens of the guiding modality, `[B*T, otherTokens, otherDim]`
   */
  forward(own: tf.Tensor, other: tf.Tensor, context: Context): DgSctOutput {
    const { values, guide } = this.#summarize(other);
    const x = this.#attendToTokens(own, values);
    const parts = this.#parts;
    const channel = parts.channel ? this.#channelAttention(x, guide) : undefined;
    const chosen = channel === undefined ? x : x.mul(channel.add(1));
    const logits = parts.spatial ? this.#spatialLogits(chosen, guide) : undefined;
    const temporal = parts.temporal ? this.#temporal?.forward(guide).sigmoid() : undefined;
    const [batch = 1, tokens = 1] = own.shape;
    const weighted = this.#weigh(x, channel, logits?.sigmoid(), temporal);
    return {
      output: this.#adapt(weighted, context),
      map: logits?.reshape([batch, tokens]).tanh().softmax() ?? tf.fill([batch, tokens], 1 / tokens),
      ...(temporal === undefined ? {} : { temporal: temporal.reshape([batch]) }),
    };
  }

  /**
   * The other modality, brought to the own grid and width, as seen by the learned tokens: `values [B*T, K, C]`; and
   * its mean over the own grid: `guide [B*T, 1, C]`.
   *
   * With other tokens Y, bridge M and b, and projection W and w, the bridged tokens are `V = (M Y + b) W^T + w`. V enters
   * only through products, so it is never formed: queries Q meet it as `Q V^T = (Q W) Y^T M^T + (Q W 1) b^T` (what is
   * constant over tokens drops out of the softmax), and weights A that sum to one pool it as
   * `A V = ((A M) Y + A b) W^T + w`. Of the large matrix M only products with K rows per segment remain, instead of
   * products with C. The mean is what an all-zero query pools.
   */
  #summarize(other: tf.Tensor): { values: tf.Tensor; guide: tf.Tensor } {
    const [count = 1, dim = 1] = this.#tokens.shape;
    const queries = tf.concat([this.#tokens.value, tf.zeros([1, dim])]) as tf.Tensor2D;
    const keys = tf.matMul(queries, this.#project.weight.value as tf.Tensor2D);
    const bias = this.#bridge.bias?.();

    const mixed = this.#bridge.toOwn(linear(other, keys).transpose([0, 2, 1]));
    const logits = bias === undefined ? mixed : mixed.add(keys.sum(1, true).mul(bias));
    const weights = logits.softmax();
    const pooled = tf.matMul(this.#bridge.toOther(weights), other);
    const shifted = bias === undefined ? pooled : pooled.add(linear(weights, bias.reshape([1, -1])));
    const seen = tf.split(this.#project.forward(shifted), [count, 1], 1);
    return { values: element(seen, 0), guide: element(seen, 1) };
  }

  /** Every own token attends to the learned tokens, enriched by what they saw: `[B*T, N, C]` to the same shape. */
  #attendToTokens(own: tf.Tensor, values: tf.Tensor): tf.Tensor {
    const prompts = values.add(this.#tokens.value);
    const attention = tf.matMul(own, prompts, false, true).softmax();
    return own.add(tf.matMul(attention, prompts.mul(this.#tokenGate.value)));
  }

  /** Weight of every channel in (0, 1), `[B*T, 1, C]`. */
  #channelAttention(x: tf.Tensor, guide: tf.Tensor): tf.Tensor {
    const seen = this.#ownChannels.forward(x).relu().mean(1, true);
    const query = this.#guideChannels.forward(guide).relu().mul(seen);
    return this.#channel.forward(this.#bottleneck.forward(query).relu()).sigmoid();
  }

  /** Logit of every token, `[B*T, N, 1]`; the guide is folded into the final projection, once per segment. */
  #spatialLogits(x: tf.Tensor, guide: tf.Tensor): tf.Tensor {
    const direction = this.#guideSpatial.forward(guide).relu().mul(this.#spatial.weight.value);
    const logits = tf.matMul(this.#ownSpatial.forward(x).relu(), direction, false, true);
    return this.#spatial.bias === undefined ? logits : logits.add(this.#spatial.bias.value);
  }

  /** `[B*T, N, C]`, weighed by what there is of the three; the terms without a token axis are summed first. */
  #weigh(
    x: tf.Tensor,
    channel: tf.Tensor | undefined,
    spatial: tf.Tensor | undefined,
    temporal: tf.Tensor | undefined,
  ): tf.Tensor {
    const { alpha, beta, gamma } = this.#variant;
    const perChannel = channel?.mul(alpha).add(1 - alpha);
    const terms = [perChannel, temporal?.mul(gamma), spatial?.mul(beta)].filter((term) => term !== undefined);
    const [first, ...others] = perChannel === undefined ? [tf.scalar(1), ...terms] : terms;
    if (first === undefined || (perChannel === undefined && others.length === 0)) return x;
    return x.mul(others.reduce((sum, term) => sum.add(term), first));
  }

  /** The bottleneck and its norms, `[B*T, N, C]` to the same shape. */
  #adapt(x: tf.Tensor, context: Context): tf.Tensor {
    const [bn1, bn2] = this.#batchNorms ?? [];
    const normalized = this.#lnBefore?.forward(x) ?? x;
    const down = this.#down.forward(normalized);
    const hidden = (bn1?.forward(down, context) ?? down).relu();
    const up = this.#up.forward(hidden);
    return this.#normalizeAndGate(bn2?.forward(up, context) ?? up);
  }

  /** A gate that follows the norm scales the norm's own scale and shift, which saves a pass over all tokens. */
  #normalizeAndGate(x: tf.Tensor): tf.Tensor {
    const gate = this.#gate?.value;
    if (gate === undefined) return this.#lnPost?.forward(x) ?? x;
    if (this.#lnPost === undefined) return x.mul(gate);
    if (this.#variant.gateOrder === 'before-norm') return this.#lnPost.forward(x.mul(gate));
    const { weight, bias } = this.#lnPost;
    return layerNorm(x, weight.value.mul(gate), bias.value.mul(gate), LAYER_NORM_EPSILON);
  }
}
