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

  constructor(request: OverlayRequest) {
    this.#request = request;
    this.#sound = new SoundReader(request.reader, request.video, SAMPLE_RATE);
  }

  /** The next second. @throws {MediaError} that the file cannot be written, MEDIA_NO_ENCODER for one. */
  add({ start, end }: TimeSpan, picture: Picture<Uint8Array>, logits: Float32Array): void {
    const small = shrink(picture);
    this.#writer ??= openVideoWriter(this.#request.path, {
      width: small.width,
      height: small.height,
      frameRate: 1 / this.#request.seconds,
      sampleRate: SAMPLE_RATE,
    });
    const samples = new Float32Array(Math.round((end - start) * SAMPLE_RATE));
    samples.set(this.#sound.read({ start, end }).subarray(0, samples.length));
    this.#writer.add(paintMask(small, maskAt(logits, small).mask).data, samples);
  }

  close(): void {
    this.#writer?.close();
  }

  discard(): void {
    this.#writer?.discard();
  }
}

/** Whether this is about a missing encoder, without which there can still be masks. */
export const isWithoutEncoder = (error: unknown): error is MediaError =>
  error instanceof MediaError && error.code === 'MEDIA_NO_ENCODER';

/** To even sides of at most `LONGEST_SIDE`. */
function shrink(picture: Picture<Uint8Array>): Picture<Uint8Array> {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.height, picture.width));
  const even = (side: number): number => Math.max(2, 2 * Math.round((side * scale) / 2));
  const [height, width] = [even(picture.height), even(picture.width)];
  if (height === picture.height && width === picture.width) return picture;
  return { data: resizeBicubicPil(picture, height, width), height, width, channels: 3 };
}
