// From a log-mel spectrogram to the square image that the encoder sees: stretch
// to the full size, cut time into chunks, stack the chunks (spec: encoder-htsat
// section 2).
import type * as tf from '@tensorflow/tfjs';
import { HtsatError } from '../errors.ts';
import { stretchMel, stretchTime } from './bicubic.ts';

export interface ImageShape {
  /** Edge of the image. */
  readonly specSize: number;
  /** Chunks of time stacked on top of each other. */
  readonly chunks: number;
  /** Frames that fill the image: specSize * chunks. */
  readonly frames: number;
  /** Rows of a chunk: specSize / chunks. */
  readonly melRows: number;
}

/** How a spectrogram with so many mel bins fills a square of `specSize`. Throws `HtsatError` `BAD_CONFIG`. */
export function imageShape(specSize: number, melBins: number): ImageShape {
  const chunks = Math.floor(specSize / melBins);
  if (chunks < 1 || specSize % chunks !== 0) {
    throw new HtsatError(
      'BAD_CONFIG',
      `${melBins} mel bins do not fold into an image of edge ${specSize}; need melBins <= specSize and specSize divisible by floor(specSize / melBins)`,
    );
  }
  return { specSize, chunks, frames: specSize * chunks, melRows: specSize / chunks };
}

/** `[B, T, M]`, T at most `shape.frames`, to `[B, specSize, specSize]`: row = chunk * melRows + mel, column = time. */
export function toImage(x: tf.Tensor, shape: ImageShape): tf.Tensor {
  const [batch = 1, frames = 0] = x.shape;
  const { specSize, chunks, melRows } = shape;
  if (frames > shape.frames) {
    throw new HtsatError(
      'BAD_INPUT',
      `${frames} frames do not fit the image, which holds ${shape.frames}; crop the spectrogram first`,
    );
  }
  return stretchMel(stretchTime(x, shape.frames), melRows)
    .reshape([batch, chunks, specSize, melRows])
    .transpose([0, 1, 3, 2])
    .reshape([batch, specSize, specSize]);
}
