// Which of n frames stand for a clip, and which times a window holds.
import { MediaError } from './errors.ts';
import type { TimeWindow } from './reader.ts';

/** Time stamps are multiples of odd fractions; nothing real is closer to a window's edge than this, in seconds. */
const EDGE = 1e-6;

/**
 * The 0-based indices of `count` frames spread over all `n`: floor(k (n-1) / (count-1)), k = 0 ... count-1;
 * fewer frames than `count` repeat by the same rule, and a `count` of 1 takes the first.
 * Source: spec "task-ave", section 1 (there 1-based, with count 10).
 */
export function spreadIndices(n: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => (count === 1 ? 0 : Math.floor((k * (n - 1)) / (count - 1))));
}

/**
 * The 0-based indices of the frames in the middle of `count` equal parts of all `n`: (k + 0.5) n / count, halves to the
 * even number, and no more than the last. Source: spec "task-avvp", section 2.
 */
export function middleIndices(n: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => Math.min(halfToEven(((k + 0.5) * n) / count), n - 1));
}

function halfToEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}

/** A window with its defaults filled in. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** Checks a request's window. @throws {MediaError} MEDIA_ARGUMENT. */
export function windowOf(request: TimeWindow): Window {
  const { start = 0, end = Number.POSITIVE_INFINITY } = request;
  if (!(start >= 0 && end > start)) {
    throw new MediaError(
      'MEDIA_ARGUMENT',
      `A window runs from 0 or later to a later time, in seconds; got ${start} to ${end}.`,
    );
  }
  return { start, end };
}

/** Whether `time` lies in the window, its end excluded. */
export function inWindow(window: Window, time: number): boolean {
  return time >= window.start - EDGE && time < window.end - EDGE;
}

/** Whether `time` and everything after it lies behind the window. */
export function isPast(window: Window, time: number): boolean {
  return time >= window.end - EDGE;
}

/** Checks a request's number of frames. @throws {MediaError} MEDIA_ARGUMENT. */
export function checkCount(count: number | undefined): void {
  if (count !== undefined && !(Number.isInteger(count) && count > 0)) {
    throw new MediaError(
      'MEDIA_ARGUMENT',
      `The number of frames must be a whole number above 0, got ${count}.`,
    );
  }
}

/** Checks a request's sampling rate. @throws {MediaError} MEDIA_ARGUMENT. */
export function checkSampleRate(sampleRate: number): void {
  if (!(Number.isInteger(sampleRate) && sampleRate > 0)) {
    throw new MediaError(
      'MEDIA_ARGUMENT',
      `The sampling rate must be a whole number of Hz above 0, got ${sampleRate}.`,
    );
  }
}
