// Outputs to masks that a person or a program can read.
import { type HostArrays, hostArray } from '@dg-sct/task';
import { runsOf } from './runs.ts';

/** In pixels from the upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface AvsFrame {
  /** Seconds from the start of the clip. */
  readonly start: number;
  readonly end: number;
  /** The mask row by row: lengths of background and sounding object in turn, background first. See `maskOf`. */
  readonly runs: number[];
  /** Share of the frame's pixels that sound, 0..1. */
  readonly area: number;
  /** The smallest box around them; null where there are none. */
  readonly box: Box | null;
  /** Mean probability of those pixels; 0 where there are none. */
  readonly confidence: number;
}

export interface AvsPrediction {
  /** Of the masks, in pixels. */
  readonly height: number;
  readonly width: number;
  readonly frames: AvsFrame[];
}

/** One prediction for each clip of `logits [B, T, H, W]`. */
export function decodeAvs(outputs: HostArrays, segmentSeconds = 1): AvsPrediction[] {
  const { shape, data } = hostArray(outputs, 'logits');
  const [clips = 0, segments = 0, height = 0, width = 0] = shape;
  const size = height * width;
  return Array.from({ length: clips }, (_, clip) => ({
    height,
    width,
    frames: Array.from({ length: segments }, (_frame, t): AvsFrame => {
      const first = (clip * segments + t) * size;
      const logits = data.subarray(first, first + size);
      return { start: t * segmentSeconds, end: (t + 1) * segmentSeconds, ...describe(logits, width) };
    }),
  }));
}

/** Of one frame, `[H * width]`: pixels above one half sound. */
function describe(
  logits: Float32Array | Int32Array,
  width: number,
): Pick<AvsFrame, 'runs' | 'area' | 'box' | 'confidence'> {
  const mask = new Uint8Array(logits.length);
  let [count, total] = [0, 0];
  let [left, right, top, bottom] = [width, 0, Number.POSITIVE_INFINITY, 0];
  for (const [pixel, logit] of logits.entries()) {
    if (!(logit > 0)) continue;
    mask[pixel] = 1;
    count += 1;
    total += 1 / (1 + Math.exp(-logit));
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), y];
  }
  return {
    runs: runsOf(mask),
    area: count / mask.length,
    box: count === 0 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 },
    confidence: count === 0 ? 0 : total / count,
  };
}
