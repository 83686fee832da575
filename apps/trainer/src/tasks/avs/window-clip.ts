// A window of a video as the network takes it: of every second the frame near its end, as the frames of AVSBench were
// taken, and its sound.
import { MediaError, type MediaReader, type Picture } from '@dg-sct/media';
import { SoundReader } from '../../predict/sound.ts';
import type { TimeSpan, VideoWindow } from '../../predict/windows.ts';
import { preparePictures } from '../../prepare/clip.ts';
import type { Tensors } from '../../prepare/material.ts';
import type { AvsInput } from './config.ts';
import { soundTensors } from './sound.ts';

/** The frame that stands for a second: so much of it has passed (spec: task-avs section 1.3). */
const MOMENT = 15 / 16;

export interface WindowClip {
  /** As many frames as there are below, and the sound of all T seconds. */
  readonly tensors: Tensors;
  /** As the file has them, one for each second that the window reports; fewer where the pictures end early. */
  readonly pictures: readonly Picture<Uint8Array>[];
  /** Mono at `input.sampleRate`, for exactly the seconds that the window reports; silence where there is no sound. */
  readonly samples: Float32Array;
}

/** Reads windows of one video, from the start on. */
export class WindowReader {
  readonly #reader: MediaReader;
  readonly #path: string;
  readonly #input: AvsInput;
  readonly #sound: SoundReader;
  /** Seconds. */
  readonly #frameLength: number;

  /** @throws {MediaError} of the reader. */
  constructor(reader: MediaReader, path: string, input: AvsInput) {
    const { video } = reader.probe(path);
    this.#reader = reader;
    this.#path = path;
    this.#input = input;
    this.#sound = new SoundReader(reader, path, input.sampleRate);
    this.#frameLength = video === undefined || !(video.frameRate > 0) ? 0 : 1 / video.frameRate;
  }

  /**
   * Undefined where the pictures ended before this window.
   * @throws {MediaError} of the reader: no video, no sound, no frame at the start, not readable.
   */
  read(window: VideoWindow): WindowClip | undefined {
    const input = this.#input;
    const pictures: Picture<Uint8Array>[] = [];
    for (const span of window.segments) {
      const picture = this.#picture(span);
      if (picture === undefined) break;
      pictures.push(picture);
    }
    if (pictures.length === 0) return undefined;
    const length = pictures.length * input.secondsPerSegment * input.sampleRate;
    const samples = new Float32Array(length);
    samples.set(this.#sound.read(window).subarray(0, length));
    return {
      tensors: { frames: preparePictures(pictures, input), ...soundTensors(samples, input) },
      pictures,
      samples,
    };
  }

  /** The last frame that is shown at the moment, or the last one of the span where that is earlier. */
  #picture({ start, end }: TimeSpan): Picture<Uint8Array> | undefined {
    const moment = start + MOMENT * (end - start);
    // A frame is shown from its time on, so this is the only one in the stretch before the moment.
    const first = Math.max(start, moment - 0.999 * this.#frameLength);
    return (
      this.#frame({ start: first, end: Math.max(end, first + this.#frameLength) }, 1) ??
      this.#frame({ start, end }, 2, start === 0)
    );
  }

  /** The last of `count` frames that are spread over the span. @param required whether it throws where there is none */
  #frame(span: TimeSpan, count: number, required = false): Picture<Uint8Array> | undefined {
    try {
      const { data, height, width } = this.#reader.readFrames(this.#path, { ...span, count });
      const size = height * width * 3;
      return { data: data.subarray((count - 1) * size), height, width, channels: 3 };
    } catch (error) {
      if (!required && error instanceof MediaError && error.code === 'MEDIA_NO_FRAMES') return undefined;
      throw error;
    }
  }
}
