// The Swin Transformer V2 of timm 0.6.12, with its state-dict names: usable as a
// whole, or block by block through `embed`, `stages` and `readout`.
import { type Context, LayerNorm, Linear, Module, truncatedNormal, zeros } from '@dg-sct/nn';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import { type SwinV2Config, stageGeometries } from './config.ts';
import { SwinV2Error } from './errors.ts';
import { PatchEmbed } from './patch-embed.ts';
import { SwinV2Stage } from './stage.ts';

export class SwinV2 extends Module {
  readonly config: SwinV2Config;
  readonly stages: readonly SwinV2Stage[];
  /** Channels of the tokens that `readout` and `forwardFeatures` give. */
  readonly width: number;
  readonly #patchEmbed: PatchEmbed;
  readonly #norm: LayerNorm;
  readonly #head: Linear | undefined;

  /** Throws `BAD_CONFIG` where the sizes do not fit together. */
  constructor(config: SwinV2Config) {
    super();
    const geometries = stageGeometries(config);
    const rates = dropPathRates(config);
    this.config = config;
    this.#patchEmbed = this.child(
      'patch_embed',
      new PatchEmbed(config.channels ?? 3, config.embedDim, config.patchSize ?? 4),
    );
    this.stages = this.childList(
      'layers',
      geometries.map(
        (geometry, index) =>
          new SwinV2Stage({
            index,
            geometry,
            mlpRatio: config.mlpRatio ?? 4,
            dropPathRates: rates.splice(0, geometry.depth),
            last: index === geometries.length - 1,
          }),
      ),
    );
    this.width = config.embedDim * 2 ** (geometries.length - 1);
    this.#norm = this.child('norm', new LayerNorm(this.width));
    if (config.classes > 0) {
      const options = { weightInit: truncatedNormal(0.02), biasInit: zeros };
      this.#head = this.child('head', new Linear(this.width, config.classes, options));
    }
  }

  /** Image `[B, imageSize, imageSize, channels]` to the tokens of stage 0, `[B, N, embedDim]`. */
  embed(image: tf.Tensor): tf.Tensor {
    const { imageSize, channels = 3 } = this.config;
    const [batch, ...given] = image.shape;
    if (batch === undefined || given.join() !== [imageSize, imageSize, channels].join()) {
      throw new SwinV2Error(
        'BAD_INPUT',
        `this Swin V2 takes images [batch, ${imageSize}, ${imageSize}, ${channels}] but was given [${image.shape.join(', ')}]; ` +
          'resize the frames, or build the model with their size as imageSize',
      );
    }
    return scope('patch embedding', () => this.#patchEmbed.forward(image));
  }

  /** The final normalization of the last stage's tokens, `[B, N, width]`. */
  readout(x: tf.Tensor): tf.Tensor {
    return scope('norm', () => this.#norm.forward(x));
  }

  /** Image `[B, imageSize, imageSize, channels]` to normalized tokens `[B, N, width]`. */
  forwardFeatures(image: tf.Tensor, context: Context): tf.Tensor {
    let x = this.embed(image);
    for (const stage of this.stages) {
      for (const block of stage.blocks) x = block.forward(x, context);
      if (stage.downsample !== undefined) x = stage.downsample(x);
    }
    return this.readout(x);
  }

  /** Tokens of `forwardFeatures` `[B, N, width]` to their mean, `[B, width]`. */
  pool(tokens: tf.Tensor): tf.Tensor {
    return tokens.mean(1);
  }

  /** Pooled features `[B, width]` to logits `[B, classes]`. Throws `NO_HEAD` for a model built with `classes: 0`. */
  classify(pooled: tf.Tensor): tf.Tensor {
    const head = this.#head;
    if (head === undefined) {
      throw new SwinV2Error(
        'NO_HEAD',
        'this Swin V2 was built with classes: 0 and has no head to compute logits with',
      );
    }
    return scope('head', () => head.forward(pooled));
  }

  /** Image `[B, imageSize, imageSize, channels]` to logits `[B, classes]`. */
  forward(image: tf.Tensor, context: Context): tf.Tensor {
    return this.classify(this.pool(this.forwardFeatures(image, context)));
  }
}

/** Stochastic depth of every block: linear from 0 at the first to the configured rate at the last. */
function dropPathRates(config: SwinV2Config): number[] {
  const blocks = config.depths.reduce((sum, depth) => sum + depth, 0);
  const rate = config.dropPathRate ?? 0.1;
  return Array.from({ length: blocks }, (_, block) => (blocks === 1 ? 0 : (rate * block) / (blocks - 1)));
}
