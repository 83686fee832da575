// The video that shows what was answered: each answered frame for its second, with its mask, and the sound.
import {
  MediaError,
  type MediaReader,
  openVideoWriter,
  type Picture,
  resizeBicubicPil,
  type VideoWriter,
} from '@dg-sct/media';
import { SoundReader } from '../../predict/sound.ts';
import type { TimeSpan } from '../../predict/windows.ts';
import { maskAt, paintMask } from './mask-picture.ts';

/** Pixels along the longer side, at most. */
const LONGEST_SIDE = 640;
/** Hz. */
const SAMPLE_RATE = 32_000;

interface OverlayRequest {
  /** The file to write. */
  readonly path: string;
  readonly reader: MediaReader;
  /** The file that is shown. */
  readonly video: string;
  /** Of a frame. */
  readonly seconds: number;
}

export class Overlay {
  readonly #request: OverlayRequest;
  readonly #sound: SoundReader;
  #writer: VideoWriter | undefined;
  /** Why there is none: this machine has no encoder for it. */
  failure: string | undefined;

  constructor(request: OverlayRequest) {
    this.#request = request;
    this.#sound = new SoundReader(request.reader, request.video, SAMPLE_RATE);
  }

  /** The next second, unless there is no encoder. @throws {MediaError} that the file cannot be written. */
  add({ start, end }: TimeSpan, picture: Picture<Uint8Array>, logits: Float32Array): void {
    const small = shrink(picture);
    const writer = this.#open(small);
    if (writer === undefined) return;
    const samples = new Float32Array(Math.round((end - start) * SAMPLE_RATE));
    samples.set(this.#sound.read({ start, end }).subarray(0, samples.length));
    writer.add(paintMask(small, maskAt(logits, small).mask).data, samples);
  }

  close(): void {
    this.#writer?.close();
  }

  /** Does nothing after `close`. */
  discard(): void {
    this.#writer?.discard();
  }

  #open({ height, width }: Picture): VideoWriter | undefined {
    if (this.#writer !== undefined || this.failure !== undefined) return this.#writer;
    const { path, seconds } = this.#request;
    try {
      this.#writer = openVideoWriter(path, {
        width,
        height,
        frameRate: 1 / seconds,
        sampleRate: SAMPLE_RATE,
      });
    } catch (error) {
      if (!(error instanceof MediaError && error.code === 'MEDIA_NO_ENCODER')) throw error;
      this.failure = error.message;
    }
    return this.#writer;
  }
}

/** To even sides of at most `LONGEST_SIDE`. */
function shrink(picture: Picture<Uint8Array>): Picture<Uint8Array> {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.height, picture.width));
  const even = (side: number): number => Math.max(2, 2 * Math.round((side * scale) / 2));
  const [height, width] = [even(picture.height), even(picture.width)];
  if (height === picture.height && width === picture.width) return picture;
  return { data: resizeBicubicPil(picture, height, width), height, width, channels: 3 };
}
