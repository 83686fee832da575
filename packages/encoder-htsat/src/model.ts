// HTS-AT: log-mel front end, window-attention stages over the folded
// spectrogram, and the token-semantic classifier (spec: encoder-htsat). DG-SCT
// walks `stages` itself between `embed` and `readout`; `forward` is the classifier.
import { BatchNorm, type Context, EVAL, LayerNorm, Linear, Module, type RandomStream } from '@dg-sct/nn';
import { element, scope } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { type HtsatConfig, type Layout, layoutOf } from './config.ts';
import { LINEAR_INIT } from './encoder/init.ts';
import { PatchEmbedding } from './encoder/patch-embedding.ts';
import { Stage } from './encoder/stage.ts';
import { TokenSemanticHead } from './encoder/token-semantic-head.ts';
import { HtsatError } from './errors.ts';
import { augment } from './front-end/augment.ts';
import { cropAt, cropAtRandom } from './front-end/crop.ts';
import { toImage } from './front-end/image.ts';
import { LogMel } from './front-end/log-mel.ts';
import { Spectrogram } from './front-end/spectrogram.ts';

/** Rows of `framewise` for each step of the token grid's time, per pixel of a patch; fixed for any depth. */
const FRAMES_PER_PATCH_PIXEL = 8;

export interface HtsatOutput {
  /** `[B, K]`: probabilities with `clip_bce`, logits with `clip_ce`. */
  readonly clipwise: tf.Tensor;
  /** Probabilities over time, `[B, frames, K]`. */
  readonly framewise: tf.Tensor;
  /** Mean of the normalised last tokens, `[B, D]`. */
  readonly latent: tf.Tensor;
}

export interface ForwardOptions {
  /** Repeats a short clip to fill the image instead of stretching it alone. Default false. */
  readonly repeat?: boolean;
}

export class Htsat extends Module {
  readonly config: HtsatConfig;
  readonly stages: readonly Stage[];
  /** Channels of the last stage. */
  readonly width: number;
  readonly spectrogram: Spectrogram;
  readonly melFilters: LogMel;
  readonly inputNorm: BatchNorm;
  readonly patchEmbedding: PatchEmbedding;
  readonly norm: LayerNorm;
  readonly head: TokenSemanticHead;
  readonly #layout: Layout;

  /** Throws `HtsatError` `BAD_CONFIG`. */
  constructor(config: HtsatConfig) {
    super();
    const layout = layoutOf(config);
    const { image, patchSize, mlpRatio } = layout;
    const { windowSize, classes } = config;
    this.config = config;
    this.#layout = layout;
    this.spectrogram = this.child('spectrogram_extractor', new Spectrogram(config));
    this.melFilters = this.child('logmel_extractor', new LogMel(config));
    this.inputNorm = this.child('bn0', new BatchNorm(config.melBins));
    this.patchEmbedding = this.child('patch_embed', new PatchEmbedding(config.embedDim, patchSize));
    this.stages = this.childList(
      'layers',
      layout.stages.map(
        (stage, i) => new Stage({ ...stage, windowSize, mlpRatio, merges: i + 1 < layout.stages.length }),
      ),
    );
    const last = element(this.stages, this.stages.length - 1);
    this.width = last.dim;
    this.norm = this.child('norm', new LayerNorm(last.dim));
    this.head = this.child('tscam_conv', new TokenSemanticHead(last.dim, classes, last.grid, image.chunks));
    // Published checkpoints carry this layer; nothing uses it.
    this.child('head', new Linear(classes, classes, LINEAR_INIT)).setTrainable(false);
  }

  /** Samples `[B, S]` to decibels `[B, T, M]` in the graph, T = floor(S / hop) + 1. Throws `BAD_INPUT` for a clip too short. */
  logMel(samples: tf.Tensor): tf.Tensor {
    return scope('log-mel', () => this.melFilters.forward(this.spectrogram.forward(samples)));
  }

  /**
   * Decibels `[B, T, M]` to the tokens of the first stage, `[B, N, D]`. Of a clip longer than the image
   * holds, training takes a random part and evaluation what `evalCrop` says.
   */
  embed(logMel: tf.Tensor, context: Context): tf.Tensor {
    return scope('embedding', () => {
      const x = this.#condition(logMel, context);
      return this.#tokens(this.#fit(x, context));
    });
  }

  /** The features of the last tokens, `[B, N, D]`: as published the tokens themselves, without the final norm. */
  readout(x: tf.Tensor): tf.Tensor {
    return this.config.readoutNorm ? scope('norm', () => this.norm.forward(x)) : x;
  }

  /**
   * Classifies decibels `[B, T, M]`. Evaluation of a clip longer than the image holds averages the outputs
   * of overlapping halves; training takes a random part. Throws `HtsatError` `BAD_INPUT`.
   */
  forward(logMel: tf.Tensor, context: Context, { repeat = false }: ForwardOptions = {}): HtsatOutput {
    const x = scope('embedding', () => this.#condition(logMel, context));
    const [, frames = 1] = x.shape;
    const room = this.#layout.image.frames;
    if (repeat) return this.#classify(tf.tile(x, [1, Math.max(1, Math.floor(room / frames)), 1]), context);
    if (frames <= room || context.training) return this.#classify(this.#fit(x, context), context);
    return averaged(halves(x).map((half) => this.#classify(half, context)));
  }

  /** Normalises each mel bin; training adds stripes and mixup. */
  #condition(logMel: tf.Tensor, context: Context): tf.Tensor {
    const { trainMode } = this.#layout;
    if (logMel.rank !== 3 || logMel.shape[2] !== this.config.melBins) {
      throw new HtsatError(
        'BAD_INPUT',
        `the log-mel has shape [${logMel.shape}]; need [clips, frames, ${this.config.melBins}]`,
      );
    }
    const x = this.inputNorm.forward(logMel, trainMode.batchNorm ? context : EVAL);
    const augments = context.training && (trainMode.specAugment || trainMode.mixup);
    return augments ? augment(x, trainMode, randomOf(context)) : x;
  }

  /** Cuts what the image cannot hold. */
  #fit(x: tf.Tensor, context: Context): tf.Tensor {
    const [, frames = 1] = x.shape;
    const room = this.#layout.image.frames;
    if (frames <= room) return x;
    return context.training || this.config.evalCrop === 'random'
      ? cropAtRandom(x, room, randomOf(context))
      : cropAt(x, Math.floor((frames - room) / 2), room);
  }

  #tokens(x: tf.Tensor): tf.Tensor {
    return this.patchEmbedding.forward(toImage(x, this.#layout.image));
  }

  #classify(x: tf.Tensor, context: Context): HtsatOutput {
    let tokens = scope('embedding', () => this.#tokens(x));
    for (const [i, stage] of this.stages.entries()) {
      tokens = scope(`stage ${i}`, () => stage.forward(tokens, context));
    }
    return scope('head', () => this.#outputs(this.norm.forward(tokens)));
  }

  #outputs(tokens: tf.Tensor): HtsatOutput {
    const activations = this.head.forward(tokens);
    const [batch = 1, time = 1, classes = 1] = activations.shape;
    const repeats = FRAMES_PER_PATCH_PIXEL * this.#layout.patchSize;
    const logits = activations.mean(1);
    return {
      clipwise: this.config.lossType === 'clip_ce' ? logits : logits.sigmoid(),
      framewise: activations
        .sigmoid()
        .expandDims(2)
        .tile([1, 1, repeats, 1])
        .reshape([batch, time * repeats, classes]),
      latent: tokens.mean(1),
    };
  }
}

function randomOf(context: Context): RandomStream {
  if (context.random === undefined) {
    throw new HtsatError(
      'BAD_INPUT',
      'this encoder draws noise in training, and for a random crop; pass a context with random, such as { training: true, random }',
    );
  }
  return context.random;
}

/** Overlapping halves of an over-long clip `[B, T, M]`, a quarter apart. */
function halves(x: tf.Tensor): tf.Tensor[] {
  const [, frames = 1] = x.shape;
  const size = Math.floor((frames - 1) / 2);
  const step = Math.floor((frames - 1) / 4);
  const count = Math.ceil((frames - size - 1) / step);
  return Array.from({ length: count }, (_, i) => cropAt(x, i * step, size));
}

function averaged(outputs: readonly HtsatOutput[]): HtsatOutput {
  const mean = (part: keyof HtsatOutput): tf.Tensor =>
    tf.addN(outputs.map((output) => output[part])).div(outputs.length);
  return { clipwise: mean('clipwise'), framewise: mean('framewise'), latent: mean('latent') };
}
