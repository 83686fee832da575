// From a video file to the mask of every second, one after the other, so that a video of any length takes no more memory
// than a window of it.
import type { MediaReader, Picture } from '@dg-sct/media';
import { durationOf } from '../../predict/sound.ts';
import { type TimeSpan, videoWindows } from '../../predict/windows.ts';
import type { AvsInput } from './config.ts';
import type { AvsPredictor } from './predictor.ts';
import { WindowReader } from './window-clip.ts';

export interface SegmentRequest {
  /** The file. */
  readonly video: string;
  readonly reader: MediaReader;
  readonly input: AvsInput;
  readonly predictor: AvsPredictor;
  readonly signal: AbortSignal;
}

/** A window that was answered. */
export interface AnsweredWindow {
  /** How many windows were answered, and how many there are. */
  readonly done: number;
  readonly total: number;
  /** Of the file, seconds. */
  readonly duration: number;
  readonly seconds: readonly AnsweredSecond[];
  /** Mono at `input.sampleRate`, for these seconds. */
  readonly samples: Float32Array;
}

interface AnsweredSecond extends TimeSpan {
  /** The frame that was answered, as the file has it. */
  readonly picture: Picture<Uint8Array>;
  /** `[maskSize, maskSize]` */
  readonly logits: Float32Array;
}

/**
 * All windows in order. Where the pictures end before the sound, so do the answers.
 * @throws {MediaError} for a file that cannot be read, or without pictures or sound; the reason of `signal`.
 */
export async function* segmentVideo(request: SegmentRequest): AsyncGenerator<AnsweredWindow> {
  const { video, reader, input, predictor, signal } = request;
  const duration = durationOf(reader, video);
  const clips = new WindowReader(reader, video, input);
  const windows = videoWindows(duration, input);
  for (const [index, window] of windows.entries()) {
    signal.throwIfAborted();
    const clip = clips.read(window);
    if (clip === undefined) return;
    const logits = await predictor.answer(clip.tensors);
    const seconds = window.segments.flatMap((span, t) => {
      const [picture, mask] = [clip.pictures[t], logits[t]];
      return picture === undefined || mask === undefined ? [] : [{ ...span, picture, logits: mask }];
    });
    yield { done: index + 1, total: windows.length, duration, seconds, samples: clip.samples };
  }
}
