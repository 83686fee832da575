// The decoder of audio-visual segmentation (spec: task-avs sections 3.3 to 3.7): from one map of each encoder stage
// and one vector of sound per second to the logits of a mask per frame. Published with four stages; fewer do.
import {
  type Context,
  Conv2d,
  type Interpolation,
  Linear,
  Module,
  PointwiseConv,
  resizeGrid,
} from '@dg-sct/nn';
import { byClip } from '@dg-sct/task';
import { scope } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import { AvsError } from './errors.ts';
import { enlarge, FusionBlock } from './fusion.ts';
import { MultiDilation } from './multi-dilation.ts';
import { MapAttention, type MapAttentionOptions } from './temporal-attention.ts';
import { Tpavi } from './tpavi.ts';

export interface AvsDecoderOptions extends Omit<MapAttentionOptions, 'maps' | 'audioDim'> {
  /** Channels of the visual stages, fine to coarse; four at most. */
  readonly visualDims: readonly number[];
  /** Width of the pooled audio features. */
  readonly audioDim: number;
  /** Width of the audio vector inside; default 128. */
  readonly audioHidden?: number;
  /** Edge of the masks in pixels, which halves once more than there are stages; default 224. */
  readonly maskSize?: number;
  /** Channels of the two output convolutions; default 128 and 32. */
  readonly outputDims?: readonly [number, number];
}

/** What a decoder reads. */
export interface AvsFeatures {
  /** Tokens of the visual stages on square grids, fine to coarse, each `[B*T, N, D]`. */
  readonly stages: readonly tf.Tensor[];
  /** Pooled audio features, `[B*T, audioDim]`. */
  readonly audio: tf.Tensor;
}

export interface DecodedMaps {
  /** `[B*T, maskSize, maskSize]` */
  readonly logits: tf.Tensor;
  /** After the interaction with sound, not negative, fine to coarse, each `[B*T, H, W, D]`. */
  readonly maps: readonly tf.Tensor[];
  /** The sound as each map met it, `[B, T, D]`. */
  readonly audio: readonly tf.Tensor[];
}

const BICUBIC: Interpolation = { kind: 'bicubic', alignCorners: false };
const BILINEAR: Interpolation = { kind: 'bilinear', alignCorners: false };
/** Widths of the backbone of AVSBench, by stage, for which checkpoints hold parameters that nothing uses. */
const BACKBONE_DIMS = [64, 128, 320, 512] as const;

/** Everything that belongs to one map. */
interface Level {
  /** Edge of the map. */
  readonly size: number;
  readonly narrow: Linear;
  readonly interaction: Tpavi;
  readonly fusion: FusionBlock;
}

export class AvsDecoder extends Module {
  readonly maskSize: number;
  readonly #audioLinear: Linear;
  readonly #attention: MapAttention;
  readonly #levels: readonly Level[];
  readonly #output: readonly [Conv2d, Conv2d, PointwiseConv];

  constructor(options: AvsDecoderOptions) {
    super();
    const { visualDims, audioDim, dim = 256, audioHidden = 128, maskSize = 224 } = options;
    const { outputDims: [wide, narrow] = [128, 32] } = options;
    checkSizes(visualDims, maskSize);
    this.maskSize = maskSize;
    this.#levels = visualDims.map((stageDim, index): Level => {
      const number = index + 1;
      const backboneDim = BACKBONE_DIMS[index] as number;
      this.child(`conv${number}`, new MultiDilation(backboneDim, dim)); // in checkpoints only
      this.child(`x${number}_linear`, new Linear(stageDim, backboneDim)); // in checkpoints only
      return {
        size: maskSize / 2 ** (index + 2),
        narrow: this.child(`x${number}_linear_`, new Linear(stageDim, dim)),
        interaction: this.child(`tpavi_b${number}`, new Tpavi({ dim, audioDim: audioHidden })),
        fusion: this.child(`path${number}`, new FusionBlock(dim)),
      };
    });
    this.#audioLinear = this.child('audio_linear', new Linear(audioDim, audioHidden));
    const attention = { ...options, maps: visualDims.length, audioDim: audioHidden };
    this.#attention = this.child('temporal_attn', new MapAttention(attention));
    this.#output = [
      this.child('output_conv.0', new Conv2d(dim, wide)),
      this.child('output_conv.2', new Conv2d(wide, narrow)),
      this.child('output_conv.4', new PointwiseConv(narrow, 1, 2)),
    ];
  }

  /** Throws `BAD_INPUT` where the features do not fit, or make no whole clips. @param segments frames of a clip, T */
  forward({ stages, audio }: AvsFeatures, segments: number, context: Context): DecodedMaps {
    if (stages.length !== this.#levels.length) {
      const message = `the decoder needs ${this.#levels.length} visual stages but was given ${stages.length}`;
      throw new AvsError('BAD_INPUT', `${message}; collect them all in the encoder's forward pass`);
    }
    const sound = this.#audioLinear.forward(byClip(audio, segments));
    const resized = this.#levels.map((level, index) => resizedMap(stages[index] as tf.Tensor, level));
    const attended = this.#attention.forward(resized, sound, context);
    const met = this.#levels.map(({ interaction }, index) =>
      scope(`tpavi ${index}`, () =>
        interaction.forward(attended.maps[index] as tf.Tensor, attended.audio, context),
      ),
    );
    return {
      logits: this.#logits(met.map(({ map }) => map)),
      // The reference's first ReLU works in place on the map that it also returns.
      maps: met.map(({ map }) => map.relu()),
      audio: met.map(({ audio: heard }) => heard),
    };
  }

  /** From the coarsest map to the finest, then to pixels. */
  #logits(maps: readonly tf.Tensor[]): tf.Tensor {
    const fused = scope('fusion', () =>
      this.#levels.reduceRight<tf.Tensor | undefined>((coarse, { fusion }, index) => {
        const map = maps[index] as tf.Tensor;
        return coarse === undefined ? fusion.forward(map) : fusion.forward(coarse, map);
      }, undefined),
    ) as tf.Tensor;
    return scope('output', () => {
      const [first, second, last] = this.#output;
      const hidden = second.forward(enlarge(first.forward(fused), BILINEAR)).relu();
      return last.forward(hidden).squeeze([3]);
    });
  }

  /** Whether the parameter is in checkpoints only. */
  isUnused(name: string): boolean {
    const attention = 'temporal_attn.';
    return (
      /^(conv\d|x\d_linear)\./.test(name) ||
      // Nothing coarser comes to the coarsest map.
      name.startsWith(`path${this.#levels.length}.resConfUnit1.`) ||
      (name.startsWith(attention) && this.#attention.isUnused(name.slice(attention.length)))
    );
  }
}

/** Tokens `[B*T, N, D]` of a square grid to a map `[B*T, size, size, dim]`. */
function resizedMap(tokens: tf.Tensor, { size, narrow }: Level): tf.Tensor {
  const [batch = 1, count = 1] = tokens.shape;
  const edge = Math.sqrt(count);
  if (!Number.isInteger(edge)) {
    throw new AvsError('BAD_INPUT', `${count} tokens form no square grid; give square frames to the encoder`);
  }
  const grid = narrow.forward(tokens).reshape([batch, edge, edge, -1]);
  return resizeGrid(grid, size, size, BICUBIC);
}

function checkSizes({ length }: readonly number[], maskSize: number): void {
  if (length < 1 || length > BACKBONE_DIMS.length) {
    throw new AvsError(
      'BAD_OPTION',
      `a decoder reads one to four visual stages but visualDims has ${length}; give the width of each`,
    );
  }
  const unit = 2 ** (length + 1);
  if (maskSize >= unit && maskSize % unit === 0) return;
  throw new AvsError(
    'BAD_OPTION',
    `maskSize ${maskSize} is no multiple of ${unit}, as ${length} stages need; take 224, or ${4 * unit} for a small one`,
  );
}
