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
      const mask = logits.map((logit) => (logit > 0 ? 1 : 0));
      return { start: t * segmentSeconds, end: (t + 1) * segmentSeconds, ...describe(logits, mask, width) };
    }),
  }));
}

function describe(
  logits: ArrayLike<number>,
  mask: Float32Array | Int32Array,
  width: number,
): Pick<AvsFrame, 'runs' | 'area' | 'box' | 'confidence'> {
  const pixels = [...mask.keys()].filter((i) => mask[i] === 1);
  const probabilities = pixels.map((i) => 1 / (1 + Math.exp(-(logits[i] as number))));
  const total = probabilities.reduce((sum, probability) => sum + probability, 0);
  return {
    runs: runsOf(mask),
    area: pixels.length / mask.length,
    box: boxAround(pixels, width),
    confidence: pixels.length === 0 ? 0 : total / pixels.length,
  };
}

/** @param pixels row-major indices, rising */
function boxAround(pixels: readonly number[], width: number): Box | null {
  const [first] = pixels;
  const last = pixels.at(-1);
  if (first === undefined || last === undefined) return null;
  let [left, right] = [width, 0];
  for (const pixel of pixels) {
    left = Math.min(left, pixel % width);
    right = Math.max(right, pixel % width);
  }
  const top = Math.floor(first / width);
  return { x: left, y: top, width: right - left + 1, height: Math.floor(last / width) - top + 1 };
}
