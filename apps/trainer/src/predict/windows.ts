// How a video of any length is cut: windows that the model takes, each of
// segments that it answers. Pure arithmetic on seconds.

/** The lengths that a model was trained on. */
export interface WindowShape {
  /** Segments of a window, T. */
  readonly segments: number;
  /** Seconds. */
  readonly secondsPerSegment: number;
}

/** A stretch of time in seconds since the video's start. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

export interface VideoWindow extends TimeSpan {
  /** The segments that hold some of the video: all of the window's, or the first few in the last window. */
  readonly segments: readonly TimeSpan[];
}

/**
 * What is left at the end of a video counts from this part of a segment on; less is left out, because encoders pad
 * sound by a few hundredths of a second.
 */
const LEAST_PART = 0.1;

/** Windows that cover `duration` seconds (above 0) without gap or overlap; the last window and segment may be shorter. */
export function videoWindows(duration: number, { segments, secondsPerSegment }: WindowShape): VideoWindow[] {
  const count = segmentCount(duration / secondsPerSegment);
  const edge = (index: number): number => Math.min(index * secondsPerSegment, duration);
  return Array.from({ length: Math.ceil(count / segments) }, (_, window) => {
    const first = window * segments;
    const last = Math.min(first + segments, count);
    const spans = Array.from({ length: last - first }, (_, index) => ({
      start: edge(first + index),
      end: edge(first + index + 1),
    }));
    return { start: edge(first), end: edge(last), segments: spans };
  });
}

/** Segments in a video of so many segment lengths; at least one. */
function segmentCount(lengths: number): number {
  const whole = Math.floor(lengths);
  return Math.max(1, lengths - whole < LEAST_PART ? whole : whole + 1);
}
