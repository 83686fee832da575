// Raw pictures as the visual encoder wants them, in the graph; `prepare/normalize.ts` does the same on the host.
import { IMAGENET_MEAN, IMAGENET_STD } from '@dg-sct/media';
import * as tf from '@tensorflow/tfjs';

/** RGB grey levels 0 to 255, `[..., 3]`, to values less ImageNet's mean over its standard deviation. */
export const normalized = (frames: tf.Tensor): tf.Tensor =>
  frames
    .div(255)
    .sub(tf.tensor1d([...IMAGENET_MEAN]))
    .div(tf.tensor1d([...IMAGENET_STD]));
