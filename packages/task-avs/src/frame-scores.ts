// The two scores of one frame, intersection over union and precision and recall at every threshold (spec: task-avs
// section 6), in float32 where rounding decides: on which side of a threshold a probability falls.

/** Thresholds of the F-measure. */
export const THRESHOLDS: Float32Array = linspace(255);

/** `count` float32 numbers from 0 to 1; PyTorch's `linspace` counts the upper half down from 1. */
function linspace(count: number): Float32Array {
  const step = Math.fround(1 / (count - 1));
  return Float32Array.from({ length: count }, (_, i) =>
    i < count / 2 ? step * i : 1 - Math.fround(step * (count - 1 - i)),
  );
}

type Numbers = Float32Array | Int32Array;

const probability = (logit: number): number => Math.fround(1 / (1 + Math.exp(-logit)));

const UNION_EPSILON = 1e-7;
const COUNT_EPSILON = 1e-20;

/**
 * Intersection over union of the pixels above one half with a mask of the same size. Of a frame whose mask is empty, the
 * share of pixels that were left out.
 */
export function frameIou(logits: Numbers, mask: Numbers): number {
  let intersection = 0;
  let union = 0;
  let left = 0;
  for (const [i, logit] of logits.entries()) {
    const hard = probability(logit) > 0.5 ? 1 : 0;
    const value = mask[i] ?? 0;
    intersection += hard * value;
    union += Math.max(hard, value);
    left += 1 - hard;
  }
  return isEmpty(mask) ? ratio(left, logits.length) : ratio(intersection, union);
}

/** In float32, where the epsilon vanishes beside any union of more than one pixel. */
const ratio = (part: number, whole: number): number => Math.fround(part / Math.fround(whole + UNION_EPSILON));

export function isEmpty(mask: Numbers): boolean {
  return mask.every((value) => value === 0);
}

/** At every threshold. */
export interface PrecisionRecall {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
}

/** Of the pixels whose probability reaches a threshold; the mask weighs them. */
export function precisionRecall(logits: Numbers, mask: Numbers): PrecisionRecall {
  const last = THRESHOLDS.length - 1;
  const chosen = new Float64Array(THRESHOLDS.length);
  const hits = new Float64Array(THRESHOLDS.length);
  let total = 0;
  for (const [i, logit] of logits.entries()) {
    const value = mask[i] ?? 0;
    const reached = highestReached(probability(logit));
    chosen[reached] = (chosen[reached] as number) + 1;
    hits[reached] = (hits[reached] as number) + value;
    total += value;
  }
  // A pixel that reaches a threshold reaches all below it.
  for (let k = last - 1; k >= 0; k--) {
    chosen[k] = (chosen[k] as number) + (chosen[k + 1] as number);
    hits[k] = (hits[k] as number) + (hits[k + 1] as number);
  }
  return {
    precision: hits.map((hit, k) => hit / ((chosen[k] as number) + COUNT_EPSILON)),
    recall: hits.map((hit) => hit / (total + COUNT_EPSILON)),
  };
}

/** Index of the highest threshold that a probability reaches; the lowest is 0. */
function highestReached(value: number): number {
  const last = THRESHOLDS.length - 1;
  let k = Math.min(Math.floor(value * last), last);
  while (k < last && value >= (THRESHOLDS[k + 1] as number)) k += 1;
  while (k > 0 && value < (THRESHOLDS[k] as number)) k -= 1;
  return k;
}
