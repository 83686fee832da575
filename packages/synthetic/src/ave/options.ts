// What happens in a clip of AVE, as probabilities and ranges, with the defaults.
import { type ClipOptions, DEFAULT_DOMAINS } from '../clip-options.ts';
import type { Range } from '../random.ts';

/** What happens in a clip. */
export interface AveComposition {
  /** Whole seconds. */
  readonly seconds: number;
  /** Seconds that an object is seen, and that a sound is heard (whole, both ends included). */
  readonly visibleSeconds: Range;
  readonly audibleSeconds: Range;
  /** Least seconds in which the target is both seen and heard. */
  readonly eventSeconds: number;
  /** Silent objects drawn beside the target (whole, both ends included). */
  readonly decoys: Range;
  /** Probability that a sound of an undrawn class is heard too. */
  readonly offscreenProbability: number;
  /** Probability that the target's sound is replaced by that of an undrawn class: no event. */
  readonly mismatchProbability: number;
}

/** All there is to choose about a data set of AVE. */
export interface AveOptions extends ClipOptions {
  readonly composition: AveComposition;
}

export const DEFAULT_AVE_OPTIONS: AveOptions = {
  imageSize: 128,
  frameRate: 8,
  composition: {
    seconds: 10,
    visibleSeconds: [6, 10],
    audibleSeconds: [6, 10],
    eventSeconds: 3,
    decoys: [1, 2],
    offscreenProbability: 0.5,
    mismatchProbability: 0.15,
  },
  ...DEFAULT_DOMAINS,
};
