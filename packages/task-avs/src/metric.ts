// M_J, the mean intersection over union, and M_F, the F-measure, of predicted masks (spec: task-avs section 6).
import { type HostArrays, hostArray, type MetricAccumulator } from '@dg-sct/task';
import { frameIou, isEmpty, precisionRecall, THRESHOLDS } from './frame-scores.ts';

/** Square of beta: how much recall counts beside precision. */
const BETA_SQUARED = 0.3;

/** Logits and mask of one frame. */
export interface ScoredFrame {
  readonly logits: Float32Array;
  readonly mask: Float32Array | Int32Array;
}

/** Mean over frames, those with an empty mask included. */
export function meanIou(frames: readonly ScoredFrame[]): number {
  return mean(frames.map(({ logits, mask }) => frameIou(logits, mask)));
}

/** F of every threshold, averaged over the frames whose mask is not empty; all zero where there is none. */
export function fMeasureCurve(frames: readonly ScoredFrame[]): Float64Array {
  const curve = new Float64Array(THRESHOLDS.length);
  const counted = frames.filter(({ mask }) => !isEmpty(mask));
  for (const { logits, mask } of counted) {
    const { precision, recall } = precisionRecall(logits, mask);
    for (const [k, p] of precision.entries()) {
      const r = recall[k] as number;
      const f = ((1 + BETA_SQUARED) * p * r) / (BETA_SQUARED * p + r);
      curve[k] = (curve[k] as number) + (Number.isNaN(f) ? 0 : f) / counted.length;
    }
  }
  return curve;
}

/** The F-measure at the threshold that suits these frames best. */
export function fMeasure(frames: readonly ScoredFrame[]): number {
  return Math.max(...fMeasureCurve(frames));
}

export interface AvsScores extends Readonly<Record<string, number>> {
  /** Mean intersection over union, the mean of the batches' values, as published; percent. */
  readonly M_J: number;
  /** F-measure, the mean of the batches' values, each at its own best threshold, as published; percent. */
  readonly M_F: number;
  /** The same with every clip as a batch of its own, so that batches do not matter. */
  readonly clipM_J: number;
  readonly clipM_F: number;
}

export class AvsMetric implements MetricAccumulator {
  readonly #batches = new Averages();
  readonly #clips = new Averages();

  /** One batch: outputs `logits [B, T, H, W]`; target `masks [B, K, H, W]` of the first K frames. */
  add(outputs: HostArrays, targets: HostArrays): void {
    const clips = framesByClip(outputs, targets);
    this.#batches.add(clips.flat());
    for (const clip of clips) this.#clips.add(clip);
  }

  result(): AvsScores {
    return {
      M_J: this.#batches.meanIou,
      M_F: this.#batches.fMeasure,
      clipM_J: this.#clips.meanIou,
      clipM_F: this.#clips.fMeasure,
    };
  }
}

/** Unweighted means over groups of frames, in percent; NaN before the first. */
class Averages {
  readonly #ious: number[] = [];
  readonly #measures: number[] = [];

  add(frames: readonly ScoredFrame[]): void {
    this.#ious.push(meanIou(frames));
    this.#measures.push(fMeasure(frames));
  }

  get meanIou(): number {
    return 100 * mean(this.#ious);
  }

  get fMeasure(): number {
    return 100 * mean(this.#measures);
  }
}

function framesByClip(outputs: HostArrays, targets: HostArrays): ScoredFrame[][] {
  const { shape, data } = hostArray(outputs, 'logits');
  const masks = hostArray(targets, 'masks');
  const [clips = 0, segments = 0, height = 0, width = 0] = shape;
  const labelled = masks.shape[1] ?? 0;
  const size = height * width;
  return Array.from({ length: clips }, (_, clip) =>
    Array.from({ length: labelled }, (_frame, t) => {
      const logits = data.subarray((clip * segments + t) * size, (clip * segments + t + 1) * size);
      const start = (clip * labelled + t) * size;
      return { logits: logits as Float32Array, mask: masks.data.subarray(start, start + size) };
    }),
  );
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
