// Keeps the samples of one window out of a stream of blocks that begins at the file's start.
import type { Window } from './spread.ts';

export class SampleCollector {
  readonly #first: number;
  readonly #end: number;
  #blocks: Float32Array[] = [];
  #position = 0;

  constructor(window: Window, sampleRate: number) {
    this.#first = Math.round(window.start * sampleRate);
    this.#end = Math.round(window.end * sampleRate);
  }

  /** Whether the window is complete. */
  get full(): boolean {
    return this.#position >= this.#end;
  }

  /** Takes the next samples of the stream; the block is copied. */
  push(block: Float32Array): void {
    const from = Math.max(0, this.#first - this.#position);
    const to = Math.min(block.length, this.#end - this.#position);
    if (from < to) this.#blocks.push(block.slice(from, to));
    this.#position += block.length;
  }

  samples(): Float32Array {
    const joined = new Float32Array(this.#blocks.reduce((sum, block) => sum + block.length, 0));
    let offset = 0;
    for (const block of this.#blocks) {
      joined.set(block, offset);
      offset += block.length;
    }
    return joined;
  }
}
