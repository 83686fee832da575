// SpecAugment: stripes of time and of mel bins set to zero, drawn per sample
// inside the graph (spec: encoder-htsat section 2).
import type { RandomStream } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';

const STRIPES = 2;
/** Upper bounds (excluded) of a stripe's length. */
const TIME_WIDTH = 64;
const MEL_WIDTH = 8;

/** Stripes along one axis, whole numbers as float32. */
export interface Stripes {
  /** `[B, stripes]` */
  readonly start: tf.Tensor;
  /** `[B, stripes]`; 0 is an empty stripe. */
  readonly length: tf.Tensor;
}

/** The stripes of both axes that `specAugment` blanks. */
export interface AugmentStripes {
  readonly time: Stripes;
  readonly mel: Stripes;
}

/** Lengths uniform in [0, width), starts uniform in [0, size - length), for an axis of `size` values. */
function drawAxis(batch: number, size: number, width: number, random: RandomStream): Stripes {
  const shape = [batch, STRIPES];
  const length = random.uniform(shape).mul(Math.min(width, size)).floor();
  const start = random.uniform(shape).mul(length.neg().add(size)).floor();
  return { start, length };
}

/** Two time stripes and two mel stripes for each sample of `[B, T, M]`. */
export function drawStripes(shape: readonly number[], random: RandomStream): AugmentStripes {
  const [batch = 1, frames = 1, melBins = 1] = shape;
  return {
    time: drawAxis(batch, frames, TIME_WIDTH, random),
    mel: drawAxis(batch, melBins, MEL_WIDTH, random),
  };
}

/** 0 inside any stripe, 1 elsewhere: `[B, size]`. */
function keepOutside({ start, length }: Stripes, size: number): tf.Tensor {
  const from = start.expandDims(2);
  const position = tf.range(0, size);
  const inside = tf.logicalAnd(position.greaterEqual(from), position.less(from.add(length.expandDims(2))));
  return tf.sub(1, inside.cast('float32').max(1));
}

/** `[B, T, M]` with the stripes set to zero. */
export function specAugment(x: tf.Tensor, { time, mel }: AugmentStripes): tf.Tensor {
  const [, frames = 1, melBins = 1] = x.shape;
  return x.mul(keepOutside(time, frames).expandDims(2)).mul(keepOutside(mel, melBins).expandDims(1));
}
