// The sound of one file, decoded in long stretches and handed out in short ones:
// a decoder begins at the file's start each time that it is asked.
import type { MediaReader } from '@dg-sct/media';
import type { TimeSpan } from './windows.ts';

/** Seconds of sound that are kept in memory. */
const STRETCH = 600;
/** Hz; enough to measure a length to a millisecond. */
const LENGTH_RATE = 1000;

export class SoundReader {
  readonly #decode: (span: TimeSpan) => Float32Array;
  readonly #sampleRate: number;
  #start = 0;
  #samples: Float32Array | undefined;

  constructor(reader: MediaReader, path: string, sampleRate: number) {
    this.#decode = (span) => reader.readAudio(path, { ...span, sampleRate });
    this.#sampleRate = sampleRate;
  }

  /**
   * Mono samples of a span that starts no earlier than the one before it; fewer, perhaps none, where the sound ends.
   * @throws {MediaError} MEDIA_NO_AUDIO, or that the file cannot be read.
   */
  read({ start, end }: TimeSpan): Float32Array {
    if (this.#samples === undefined || end > this.#start + STRETCH) {
      this.#samples = this.#decode({ start, end: Math.max(end, start + STRETCH) });
      this.#start = start;
    }
    const index = (time: number): number => Math.round((time - this.#start) * this.#sampleRate);
    return this.#samples.subarray(index(start), index(end));
  }
}

/**
 * Seconds of a file; those of its sound where the file does not say, as recordings of a browser do not.
 * @throws {MediaError} of the reader.
 */
export function durationOf(reader: MediaReader, path: string): number {
  const { duration } = reader.probe(path);
  return duration > 0 ? duration : reader.readAudio(path, { sampleRate: LENGTH_RATE }).length / LENGTH_RATE;
}
