// What happens in a clip of AVVP, as probabilities and ranges, with the defaults.
import { type ClipOptions, DEFAULT_DOMAINS } from '../clip-options.ts';
import type { Range } from '../random.ts';

/** What happens in a clip. It lasts 10 s, as in LLP. */
export interface AvvpComposition {
  /** Events in a clip, of different classes (whole, both ends included). */
  readonly events: Range;
  /** Seconds that an event is seen, and that it is heard, in one go (whole, both ends included). */
  readonly visibleSeconds: Range;
  readonly audibleSeconds: Range;
  /** Least seconds in which an event with both sight and sound has them at once. */
  readonly sharedSeconds: number;
  /** Probability that an event is heard and never seen. */
  readonly audibleOnlyProbability: number;
  /** Probability that an event is seen and never heard. */
  readonly visibleOnlyProbability: number;
  /** Probability that a sight or a sound comes back after it has ended, where there is time left. */
  readonly returnProbability: number;
}

/** All there is to choose about a data set of AVVP. */
export interface AvvpOptions extends ClipOptions {
  readonly composition: AvvpComposition;
}

export const DEFAULT_AVVP_OPTIONS: AvvpOptions = {
  imageSize: 128,
  frameRate: 8,
  composition: {
    events: [2, 3],
    visibleSeconds: [2, 7],
    audibleSeconds: [2, 7],
    sharedSeconds: 2,
    audibleOnlyProbability: 0.25,
    visibleOnlyProbability: 0.25,
    returnProbability: 0.3,
  },
  ...DEFAULT_DOMAINS,
};
