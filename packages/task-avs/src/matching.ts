// The loss that draws each second's sound and what the predicted mask covers together (spec: task-avs sections 4.2
// and 4.3). S4 has it with cosines, switched off; MS3 is published with the KL divergence.
import * as tf from '@tensorflow/tfjs';
import { adaptivePool, type Pooling } from './pooling.ts';
import { withoutGradient } from './without-gradient.ts';

export interface MaskingOptions {
  /** How the mask is brought to a map's size; default `average`. */
  readonly pooling?: Pooling;
  /** What is pooled: logits, then made probabilities (MS3, default), or probabilities (S4). */
  readonly pooled?: 'logits' | 'probabilities';
  /** Counts pixels above one half, without a gradient, instead of weighing them by their probability. Default false. */
  readonly threshold?: boolean;
}

export interface MatchingOptions extends MaskingOptions {
  /** How far apart sound and sight are. */
  readonly measure: 'kl' | 'euclidean' | 'cosine';
  /** Scales both to unit length before they are compared; cosines always are. Default false. */
  readonly normalize?: boolean;
  /** Instead of the own sound, the sight of the frame that sounds most alike is what sight should be. Default false. */
  readonly closest?: boolean;
  /** Indices of the maps that count, 0 the finest; default all. */
  readonly stages?: readonly number[];
  /** Weight in the total; published 0.5. */
  readonly weight: number;
}

/** What the mask covers of a map: map `[R, H, W, C]` and logits `[R, S, S]` to `[R, C]`. */
export function maskedMean(map: tf.Tensor, logits: tf.Tensor, options: MaskingOptions): tf.Tensor {
  const { pooling = 'average', pooled = 'logits', threshold = false } = options;
  const [, height = 1, width = 1] = map.shape;
  const weigh = (x: tf.Tensor): tf.Tensor =>
    pooled === 'logits'
      ? adaptivePool(x, height, width, pooling).sigmoid()
      : adaptivePool(x.sigmoid(), height, width, pooling);
  if (!threshold) return map.mul(weigh(logits).expandDims(3)).mean([1, 2]);
  const mask = withoutGradient(logits, (x) => weigh(x).greater(0.5).cast('float32'));
  const area = mask.sum([1, 2]).add(AREA_EPSILON);
  return map.mul(mask.expandDims(3)).sum([1, 2]).div(area.expandDims(1));
}

const AREA_EPSILON = 1e-6;
const DISTANCE_EPSILON = 1e-6;
const LOG_EPSILON = 1e-6;
/** Square of the smallest length that a vector is divided by, 1e-12. */
const SMALLEST_SQUARE = 1e-24;

/** Sound and sight of every frame, both `[R, C]`, to one number; KL divergences are summed over frames, the rest averaged. */
export function matchingLoss(heard: tf.Tensor, seen: tf.Tensor, options: MatchingOptions): tf.Scalar {
  const { measure, normalize = false, closest = false } = options;
  const scaled = normalize || measure === 'cosine' ? unit : (x: tf.Tensor): tf.Tensor => x;
  const sound = scaled(heard);
  const sight = scaled(seen);
  return MEASURES[measure](closest ? mostAlike(sound, sight) : sound, sight);
}

const MEASURES: Readonly<
  Record<MatchingOptions['measure'], (target: tf.Tensor, sight: tf.Tensor) => tf.Scalar>
> = {
  kl: (target, sight) => {
    const expected = tf.logSoftmax(target as tf.Tensor2D);
    return expected
      .exp()
      .mul(expected.sub(tf.logSoftmax(sight as tf.Tensor2D)))
      .sum() as tf.Scalar;
  },
  euclidean: (target, sight) =>
    target.sub(sight).add(DISTANCE_EPSILON).square().sum(1).sqrt().mean() as tf.Scalar,
  cosine: (target, sight) => target.mul(sight).sum(1).relu().add(LOG_EPSILON).log().neg().mean() as tf.Scalar,
};

/** Rows of length one; a row of zeros stays, and has the gradient of a row of length 1e-12. */
function unit(x: tf.Tensor): tf.Tensor {
  return x.div(x.square().sum(1, true).maximum(SMALLEST_SQUARE).sqrt());
}

/** For every row the sight of that other row whose sound is nearest; the choice has no gradient. */
function mostAlike(sound: tf.Tensor, sight: tf.Tensor): tf.Tensor {
  const [rows = 1] = sound.shape;
  const chosen = withoutGradient(sound, (x) => {
    const distances = x.expandDims(0).sub(x.expandDims(1)).square().sum(2).sqrt();
    const nearest = distances.add(tf.eye(rows).mul(OWN_DISTANCE)).argMin(0);
    return tf.oneHot(nearest as tf.Tensor1D, rows).cast('float32');
  });
  return tf.matMul(chosen, sight);
}

/** Added to the distance of a row to itself, as published. */
const OWN_DISTANCE = 10;
