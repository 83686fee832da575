// Gathers the chosen frames of a window as they are decoded, in their final
// place, so that no other frame is kept.
import { MediaError } from './errors.ts';
import type { FrameRequest, Frames } from './reader.ts';
import { middleIndices, spreadIndices } from './spread.ts';

/** Larger results would not fit into one typed array on every supported Node. */
const MOST_BYTES = 2 ** 32;

export class FrameCollector {
  readonly #width: number;
  readonly #height: number;
  readonly #data: Uint8Array;
  readonly #times: Float64Array;
  /** Decoded index -> places in the result. */
  readonly #places = new Map<number, number[]>();

  /**
   * For the frames that are asked for, of the `expected` ones of the window.
   * @throws {MediaError} MEDIA_ARGUMENT when they would not fit into memory.
   */
  constructor(
    size: { width: number; height: number },
    expected: number,
    { count = expected, spread = 'ends' }: Pick<FrameRequest, 'count' | 'spread'> = {},
  ) {
    this.#width = size.width;
    this.#height = size.height;
    const indicesOf = spread === 'ends' ? spreadIndices : middleIndices;
    const indices = expected > 0 ? indicesOf(expected, count) : [];
    for (const [place, index] of indices.entries()) {
      const places = this.#places.get(index);
      if (places) places.push(place);
      else this.#places.set(index, [place]);
    }
    const bytes = indices.length * this.#width * this.#height * 3;
    if (bytes > MOST_BYTES) {
      throw new MediaError(
        'MEDIA_ARGUMENT',
        `${indices.length} frames of ${this.#width}x${this.#height} would take ${(bytes / 2 ** 30).toFixed(1)} GiB; ask for fewer by \`count\`, or for a shorter window.`,
      );
    }
    this.#data = new Uint8Array(bytes);
    this.#times = new Float64Array(indices.length);
  }

  /** Ascending indices, among the window's frames, of those that are wanted. */
  get wanted(): number[] {
    return [...this.#places.keys()];
  }

  wants(index: number): boolean {
    return this.#places.has(index);
  }

  /** Stores frame `index` of the window: its time in seconds and `[height, width, 3]` RGB. */
  put(index: number, time: number, pixels: Uint8Array): void {
    const frameBytes = this.#width * this.#height * 3;
    if (pixels.length !== frameBytes) {
      throw new RangeError(`a frame has ${pixels.length} bytes instead of ${frameBytes}`);
    }
    for (const place of this.#places.get(index) ?? []) {
      this.#data.set(pixels, place * frameBytes);
      this.#times[place] = time;
    }
  }

  frames(): Frames {
    return {
      data: this.#data,
      count: this.#times.length,
      height: this.#height,
      width: this.#width,
      times: this.#times,
    };
  }
}
