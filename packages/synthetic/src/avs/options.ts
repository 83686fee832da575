// What happens in a clip to segment, as ranges, with the defaults of both settings of AVSBench.
import { type ClipOptions, DEFAULT_DOMAINS } from '../clip-options.ts';
import type { Range } from '../random.ts';

/** Single source (S4): one object sounds all along. Multiple sources (MS3): who sounds changes over the seconds. */
export type AvsSetting = 's4' | 'ms3';

/** What happens in a clip of five seconds. All objects are seen all along, and every second holds a sound. */
export interface AvsComposition {
  /** Objects that sound at some time, and objects that never do (whole, both ends included). */
  readonly sources: Range;
  readonly silent: Range;
  /** Seconds that each source is heard, one after another (whole, both ends included). */
  readonly soundingSeconds: Range;
}

/** All there is to choose about a data set to segment. */
export interface AvsOptions extends ClipOptions {
  readonly composition: AvsComposition;
}

const { train, test } = DEFAULT_DOMAINS;
/** AVSBench's frames have 224 pixels a side. */
const MEASURES = { imageSize: 224, frameRate: 8 };

export const DEFAULT_AVS_OPTIONS: Readonly<Record<AvsSetting, AvsOptions>> = {
  s4: { ...MEASURES, composition: { sources: [1, 1], silent: [1, 2], soundingSeconds: [5, 5] }, train, test },
  // Nothing sounds all along, so the sounding set changes. More objects than in S4, so they are smaller.
  ms3: {
    ...MEASURES,
    composition: { sources: [2, 3], silent: [1, 1], soundingSeconds: [2, 4] },
    train: { ...train, size: [0.28, 0.4] },
    test: { ...test, size: [0.26, 0.38] },
  },
};
