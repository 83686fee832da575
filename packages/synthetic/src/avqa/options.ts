// All there is to choose about a synthetic clip that is asked about, with the defaults.
import { type ClipOptions, DEFAULT_DOMAINS } from '../clip-options.ts';

/** What happens in a clip. */
export interface AvqaComposition {
  /** A multiple of ten: the ten seconds that a model gets lie in ten equal parts of the clip. Published: 60. */
  readonly seconds: number;
  /** Probability of one player, and of three; else there are two. */
  readonly soloProbability: number;
  readonly trioProbability: number;
  /** Probability that two players have the same instrument; they then play, or are silent, together. */
  readonly twinsProbability: number;
  /** Probability that an instrument is seen but never heard. */
  readonly silentProbability: number;
  /** Probability that an instrument is heard that is not seen. */
  readonly offscreenProbability: number;
  /** Probability that something is heard from the start, and that it then goes on to the end. */
  readonly openingProbability: number;
  readonly steadyProbability: number;
  /** Questions of each of the nine types about a clip, at most. */
  readonly questionsPerType: number;
}

export interface AvqaOptions extends ClipOptions {
  readonly composition: AvqaComposition;
}

const { train, test } = DEFAULT_DOMAINS;

/** Three players stand side by side, so they are smaller and stay closer to their places; levels are wide apart. */
export const DEFAULT_AVQA_OPTIONS: AvqaOptions = {
  imageSize: 128,
  frameRate: 8,
  composition: {
    seconds: 10,
    soloProbability: 0.1,
    trioProbability: 0.6,
    twinsProbability: 0.3,
    silentProbability: 0.3,
    offscreenProbability: 0.5,
    openingProbability: 0.6,
    steadyProbability: 0.6,
    questionsPerType: 1,
  },
  train: { ...train, size: [0.27, 0.34], drift: [0, 0.05], levelDb: [-32, -16] },
  test: { ...test, size: [0.25, 0.32], drift: [0.02, 0.08], levelDb: [-34, -20] },
};
