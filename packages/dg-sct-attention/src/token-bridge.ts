// From the other modality's token grid to the own one and back: a linear map M
// over the token axis, and its transpose. Both act on the last axis, so that
// rows may be whatever is cheapest to carry across.
import { type Interpolation, interpolationMatrix, linear, type Parameter } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { AttentionError } from './errors.ts';

export interface TokenBridge {
  /** `x M^T`: `[..., otherTokens]` to `[..., tokens]`. */
  toOwn(x: tf.Tensor): tf.Tensor;
  /** `x M`: `[..., tokens]` to `[..., otherTokens]`. */
  toOther(x: tf.Tensor): tf.Tensor;
  /** Added to every channel of the bridged tokens, `[tokens]`. */
  readonly bias?: () => tf.Tensor;
}

/** A learned mixing of tokens: `weight [tokens, otherTokens, 1, 1]`, as a 1x1 convolution over the token axis is stored. */
export function convBridge(weight: Parameter, bias: Parameter): TokenBridge {
  const [tokens = 1, otherTokens = 1] = weight.shape;
  const matrix = (): tf.Tensor => weight.value.reshape([tokens, otherTokens]);
  return {
    toOwn: (x) => linear(x, matrix()),
    toOther: (x) => {
      const spread = tf.matMul(x.reshape([-1, tokens]) as tf.Tensor2D, matrix() as tf.Tensor2D);
      return spread.reshape([...x.shape.slice(0, -1), otherTokens]);
    },
    bias: () => bias.value,
  };
}

const BICUBIC: Interpolation = { kind: 'bicubic', alignCorners: false };

/** Bicubic resizing between two square grids, row-major: coefficient -0.75, half-pixel centres, clamped edges, no antialiasing. */
export function bicubicBridge(otherTokens: number, tokens: number): TokenBridge {
  const from = edgeOf(otherTokens);
  const to = edgeOf(tokens);
  const matrix = (): tf.Tensor2D => tf.tensor2d(interpolationMatrix(from, to, BICUBIC), [to, from]);
  return {
    toOwn: (x) => mapGrid(x, matrix()),
    toOther: (x) => mapGrid(x, matrix().transpose() as tf.Tensor2D),
  };
}

function edgeOf(tokens: number): number {
  const edge = Math.sqrt(tokens);
  if (Number.isInteger(edge)) return edge;
  throw new AttentionError(
    'BAD_OPTION',
    `bicubic resizing needs a square token grid but was given ${tokens} tokens; use a square input or tokenBridge "conv"`,
  );
}

/** Applies `matrix [to, from]` to the rows and the columns of square grids: `[..., from*from]` to `[..., to*to]`. */
function mapGrid(x: tf.Tensor, matrix: tf.Tensor2D): tf.Tensor {
  const [to, from] = matrix.shape;
  const alongRows = linear(x.reshape([-1, from, from]), matrix).transpose([0, 2, 1]);
  const alongColumns = linear(alongRows, matrix).transpose([0, 2, 1]);
  return alongColumns.reshape([...x.shape.slice(0, -1), to * to]);
}
