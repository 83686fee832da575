// A window of a video as the model takes it: ten frames and the log-mel of ten
// seconds, whatever the window holds.
import type { Frames, MediaReader } from '@dg-sct/media';
import type { InputConfig } from '../config/schema.ts';
import { type ClipTensors, prepareFrames, prepareSound } from '../prepare/clip.ts';
import type { TimeSpan, VideoWindow } from './windows.ts';

export interface WindowClip {
  readonly tensors: ClipTensors;
  /** As the file has them, one for each segment that the window reports. */
  readonly frames: Frames;
  /** Mono at `input.sampleRate`, for exactly the segments that the window reports; silence where there is no sound. */
  readonly samples: Float32Array;
}

/** Reads windows of one video. */
export class ClipReader {
  readonly #reader: MediaReader;
  readonly #path: string;
  readonly #input: InputConfig;
  readonly #sound: Sound;

  constructor(reader: MediaReader, path: string, input: InputConfig) {
    this.#reader = reader;
    this.#path = path;
    this.#input = input;
    this.#sound = new Sound(reader, path, input.sampleRate);
  }

  /** @throws {MediaError} of the reader: no video, no sound, no frame in the window, not readable. */
  read(window: VideoWindow): WindowClip {
    const input = this.#input;
    const frames = this.#frames(window);
    const samples = new Float32Array(window.segments.length * input.secondsPerSegment * input.sampleRate);
    samples.set(this.#sound.stretch(window).subarray(0, samples.length));
    return {
      tensors: {
        frames: prepareFrames(repeatLast(frames, input.segments), input),
        logmel: prepareSound(samples, input),
      },
      frames: repeatLast(frames, window.segments.length),
      samples,
    };
  }

  /**
   * Spread as training spreads them over a whole window, which is one every T/(T-1) segments; a shorter window has
   * as many of them as it has room for.
   */
  #frames({ start, end }: TimeSpan): Frames {
    const { segments, secondsPerSegment } = this.#input;
    const part = (end - start) / (segments * secondsPerSegment);
    const count = Math.min(segments, Math.round(part * (segments - 1)) + 1);
    return this.#reader.readFrames(this.#path, { start, end, count });
  }
}

/** The first `count` frames; the last one stands for those that are missing. */
function repeatLast(frames: Frames, count: number): Frames {
  const size = frames.height * frames.width * 3;
  const data = new Uint8Array(count * size);
  const times = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const from = Math.min(index, frames.count - 1);
    data.set(frames.data.subarray(from * size, (from + 1) * size), index * size);
    times[index] = frames.times[from] as number;
  }
  return { ...frames, data, times, count };
}

/** Seconds of sound in memory: a decoder begins at the file's start for every stretch that it is asked for. */
const STRETCH_SECONDS = 600;

/** The sound of one file, read in long stretches and handed out in short ones. */
class Sound {
  readonly #read: (span: TimeSpan) => Float32Array;
  readonly #sampleRate: number;
  #start = 0;
  #samples: Float32Array | undefined;

  constructor(reader: MediaReader, path: string, sampleRate: number) {
    this.#read = (span) => reader.readAudio(path, { ...span, sampleRate });
    this.#sampleRate = sampleRate;
  }

  /** Shorter than the span, perhaps empty, where the sound ends before it. */
  stretch({ start, end }: TimeSpan): Float32Array {
    if (this.#samples === undefined || end > this.#start + STRETCH_SECONDS) {
      this.#samples = this.#read({ start, end: Math.max(end, start + STRETCH_SECONDS) });
      this.#start = start;
    }
    const at = (time: number): number => Math.round((time - this.#start) * this.#sampleRate);
    return this.#samples.subarray(at(start), at(end));
  }
}
