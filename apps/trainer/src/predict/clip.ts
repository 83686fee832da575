// A window of a video as the model takes it: a frame and the log-mel of its sound
// for each segment.
import type { Frames, MediaReader } from '@dg-sct/media';
import type { InputConfig } from '../config/sections.ts';
import { type ClipTensors, prepareFrames, prepareSound } from '../prepare/clip.ts';
import { SoundReader } from './sound.ts';
import { type VideoWindow, videoWindows } from './windows.ts';

export interface WindowClip {
  /** As many frames as there are below, and log-mel for all T segments. */
  readonly tensors: ClipTensors;
  /** As the file has them, one for each segment that the window reports; fewer where the pictures end early. */
  readonly frames: Frames;
  /** Mono at `input.sampleRate`, for exactly the segments that the window reports; silence where there is no sound. */
  readonly samples: Float32Array;
}

/** Reads windows of one video. */
export class ClipReader {
  readonly #reader: MediaReader;
  readonly #path: string;
  readonly #input: InputConfig;
  readonly #sound: SoundReader;

  constructor(reader: MediaReader, path: string, input: InputConfig) {
    this.#reader = reader;
    this.#path = path;
    this.#input = input;
    this.#sound = new SoundReader(reader, path, input.sampleRate);
  }

  /** @throws {MediaError} of the reader: no video, no sound, no frame in the window, not readable. */
  read(window: VideoWindow): WindowClip {
    const input = this.#input;
    const frames = this.#framesInTime(window);
    const samples = new Float32Array(window.segments.length * input.secondsPerSegment * input.sampleRate);
    samples.set(this.#sound.read(window).subarray(0, samples.length));
    return {
      tensors: {
        frames: prepareFrames(frames, input),
        logmel: prepareSound(samples, input),
      },
      frames,
      samples,
    };
  }

  /**
   * A frame for each segment of the window, spread as in training. Where the pictures end early, there are frames for
   * the segments up to there only, so that each keeps its time.
   */
  #framesInTime({ start, end, segments }: VideoWindow): Frames {
    const reader = this.#reader;
    const { frameSpread: spread = 'ends' } = this.#input;
    const frames = reader.readFrames(this.#path, { start, end, count: segments.length, spread });
    const frameRate = reader.probe(this.#path).video?.frameRate ?? 0;
    const last = (frames.times.at(-1) ?? end) + (frameRate > 0 ? 1 / frameRate : 0);
    if (end - last <= this.#input.secondsPerSegment) return frames;
    const count = videoWindows(last - start, this.#input).flatMap((window) => window.segments).length;
    return reader.readFrames(this.#path, { start, end: last, count });
  }
}
