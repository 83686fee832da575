// A window of a video as the model takes it: a frame and the sound of each segment.
import { type Frames, MediaError, type MediaReader } from '@dg-sct/media';
import type { InputConfig } from '../config/sections.ts';
import { type ClipTensors, prepareFrames, type SampledTensors, soundTensors } from '../prepare/clip.ts';
import { SoundReader } from './sound.ts';
import { type TimeSpan, type VideoWindow, videoWindows } from './windows.ts';

export interface WindowClip {
  /** As many frames as there are below, and the sound of all T segments. */
  readonly tensors: ClipTensors | SampledTensors;
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
  readonly #moment: number | undefined;

  /** @param moment the part of a segment that has passed when its frame is shown; unless given, frames are spread over a window */
  constructor(reader: MediaReader, path: string, input: InputConfig, moment?: number) {
    this.#reader = reader;
    this.#path = path;
    this.#input = input;
    this.#sound = new SoundReader(reader, path, input.sampleRate);
    this.#moment = moment;
  }

  /** @throws {MediaError} of the reader: no video, no sound, no frame in the window, not readable. */
  read(window: VideoWindow): WindowClip {
    const input = this.#input;
    const moment = this.#moment;
    const frames = moment === undefined ? this.#framesInTime(window) : this.#framesAt(window, moment);
    const samples = new Float32Array(window.segments.length * input.secondsPerSegment * input.sampleRate);
    samples.set(this.#sound.read(window).subarray(0, samples.length));
    return {
      tensors: { frames: prepareFrames(frames, input), ...soundTensors(samples, input) },
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

  /** The frame that each segment shows at the moment, up to the first that shows none. */
  #framesAt(window: VideoWindow, moment: number): Frames {
    const shown: Frames[] = [];
    for (const span of window.segments) {
      const frame = this.#frameAt(span, moment);
      if (frame === undefined) break;
      shown.push(frame);
    }
    // Without any, the reader says what it misses.
    const [first] = shown;
    if (first === undefined) return this.#reader.readFrames(this.#path, { ...window, count: 1 });
    const data = new Uint8Array(shown.reduce((length, frame) => length + frame.data.length, 0));
    for (const [n, frame] of shown.entries()) data.set(frame.data, n * first.data.length);
    const times = Float64Array.from(shown, (frame) => frame.times[0] ?? 0);
    return { ...first, data, times, count: shown.length };
  }

  /** Or the last one of the span, where that comes before the moment. */
  #frameAt({ start, end }: TimeSpan, moment: number): Frames | undefined {
    const time = start + moment * (end - start);
    const frameRate = this.#reader.probe(this.#path).video?.frameRate ?? 0;
    // Of frames one behind the other, a single one begins in so much time before the moment.
    const length = frameRate > 0 ? 1 / frameRate : 0;
    const first = Math.max(start, time - 0.999 * length);
    return (
      this.#lastOf({ start: first, end: Math.max(end, first + length) }, 1) ?? this.#lastOf({ start, end }, 2)
    );
  }

  /** The last of `count` frames spread over the span. */
  #lastOf(span: TimeSpan, count: number): Frames | undefined {
    try {
      const { start, end } = span;
      const frames = this.#reader.readFrames(this.#path, { start, end, count });
      const size = frames.data.length / count;
      return {
        ...frames,
        data: frames.data.subarray((count - 1) * size),
        times: frames.times.subarray(count - 1),
        count: 1,
      };
    } catch (error) {
      if (error instanceof MediaError && error.code === 'MEDIA_NO_FRAMES') return undefined;
      throw error;
    }
  }
}
