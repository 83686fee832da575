// From a stretch of a video to the tensors that the encoders are given. No TensorFlow.js here: preparing processes run it.
import type { HostTensor } from '@dg-sct/checkpoint';
import { LogMelExtractor } from '@dg-sct/encoder-htsat/log-mel';
import { type Frames, type MediaReader, type Picture, resizeBicubicTorch } from '@dg-sct/media';
import type { InputConfig } from '../config/sections.ts';

/** What a cache holds of one clip, and `predict` makes of a window. */
export type ClipTensors = {
  /** `[T, H, W, 3]`, RGB: U8 grey levels 0..255, or F32 with overshoot around 0..1 (`input.framePrecision`). */
  readonly frames: HostTensor;
  /** F32 `[T, spectrogram frames, mel bins]`, decibels. */
  readonly logmel: HostTensor;
};

/** The same where `input.sound` is `samples`. */
export type SampledTensors = Pick<ClipTensors, 'frames'> & {
  /** F32 `[T, samples of a segment]`, mono, not repeated yet. */
  readonly samples: HostTensor;
};

/** Seconds since the start of the file. */
export interface ClipWindow {
  readonly start: number;
  readonly end: number;
}

/**
 * One clip: frames spread over the window, and its sound. Where the file ends within the window, the frames are spread
 * over what is there and the sound is followed by silence.
 * @throws {MediaError} of the reader: no video, no sound, no frame in the window, not readable.
 */
export function prepareClip(
  reader: MediaReader,
  path: string,
  window: ClipWindow,
  input: InputConfig,
): ClipTensors {
  const { segments: count, frameSpread: spread = 'ends' } = input;
  const frames = reader.readFrames(path, { ...window, count, spread });
  const samples = reader.readAudio(path, { ...window, sampleRate: input.sampleRate });
  return { frames: prepareFrames(frames, input), logmel: prepareSound(samples, input) };
}

/** Resized frames; the aspect ratio is not kept. Source: spec "task-ave", section 1.1. */
export function prepareFrames(
  { data, count, height, width }: Pick<Frames, 'data' | 'count' | 'height' | 'width'>,
  input: InputConfig,
): HostTensor {
  const inBytes = height * width * 3;
  const pictures = Array.from({ length: count }, (_, n) => ({
    data: data.subarray(n * inBytes, (n + 1) * inBytes),
    height,
    width,
    channels: 3,
  }));
  return preparePictures(pictures, input);
}

/** The same for pictures that may differ in size. */
export function preparePictures(
  pictures: readonly Picture<Uint8Array>[],
  { imageSize, framePrecision }: InputConfig,
): HostTensor {
  const outLength = imageSize * imageSize * 3;
  const shape = [pictures.length, imageSize, imageSize, 3];
  const length = pictures.length * outLength;
  const bytes = framePrecision === 'uint8';
  // A clamped array rounds and cuts off overshoot.
  const pixels = bytes ? new Uint8ClampedArray(length) : new Float32Array(length);
  pictures.forEach((picture, n) => {
    pixels.set(resizeBicubicTorch(picture, imageSize, imageSize, bytes ? 1 : 1 / 255), n * outLength);
  });
  return pixels instanceof Float32Array
    ? { dtype: 'F32', shape, data: pixels }
    : { dtype: 'U8', shape, data: new Uint8Array(pixels.buffer) };
}

/**
 * Log-mel spectrograms of the seconds of `samples` (mono, at `input.sampleRate`); silence stands for what is missing at
 * the end. The sound of each second is repeated `input.tile` times first. Source: spec "task-ave", section 1.1.
 */
export function prepareSound(samples: Float32Array, input: InputConfig): HostTensor {
  const { segments, secondsPerSegment, sampleRate, tile, melBins } = input;
  const extractor = new LogMelExtractor(input);
  const length = secondsPerSegment * sampleRate;
  const frames = extractor.frames(length * tile);
  const data = new Float32Array(segments * frames * melBins);
  const segment = new Float32Array(length * tile);
  for (let t = 0; t < segments; t++) {
    segment.fill(0);
    const sound = samples.subarray(t * length, (t + 1) * length);
    for (let k = 0; k < tile; k++) segment.set(sound, k * length);
    data.set(extractor.extract(segment), t * frames * melBins);
  }
  return { dtype: 'F32', shape: [segments, frames, melBins], data };
}

/** The samples of the same seconds, of which a network makes its own spectrogram; `input.tile` is its business. */
function prepareSamples(samples: Float32Array, input: InputConfig): HostTensor {
  const { segments, secondsPerSegment, sampleRate } = input;
  const length = secondsPerSegment * sampleRate;
  const data = new Float32Array(segments * length);
  data.set(samples.subarray(0, data.length));
  return { dtype: 'F32', shape: [segments, length], data };
}

/** Sound as `input.sound` says. */
export const soundTensors = (
  samples: Float32Array,
  input: InputConfig,
): Pick<ClipTensors, 'logmel'> | Pick<SampledTensors, 'samples'> =>
  input.sound === 'samples'
    ? { samples: prepareSamples(samples, input) }
    : { logmel: prepareSound(samples, input) };
