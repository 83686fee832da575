// The clips of a data set: how many fall to each split, of which class each is,
// and what each is called.
import { createHash } from 'node:crypto';
import type { ClipPlan } from '../plan.ts';
import { Random } from '../random.ts';

export type Split = 'train' | 'val' | 'test';

/** In the order of the files. */
export const SPLITS: readonly Split[] = ['train', 'val', 'test'];

/** One clip of a data set. */
export interface DatasetClip<Plan extends ClipPlan> {
  /** 11 characters, a hash of all that decides the clip's content. */
  readonly videoId: string;
  readonly split: Split;
  readonly plan: Plan;
}

/** What a clip of a task is planned from. */
export interface ClipSeat {
  /** A class that occurs in the clip; all occur as evenly as the numbers allow. */
  readonly category: string;
  /** How it looks and sounds: val as train does, test on its own. */
  readonly domain: 'train' | 'test';
  readonly split: Split;
}

export interface ClipsRequest extends ClipCounts {
  readonly seed: number;
  /** Classes to spread over the clips. */
  readonly categories: readonly string[];
}

/** How many clips a data set has. */
export interface ClipCounts {
  readonly clips: number;
  /** Clips of the test split, where it is not what the others leave of `clips`; a larger one measures finer. */
  readonly testClips?: number | undefined;
}

/** Parts of a data set: 70 % of `clips` train, 10 % val, the rest test. */
export function splitSizes({ clips, testClips }: ClipCounts): Record<Split, number> {
  const train = Math.floor(clips * 0.7);
  const val = Math.round(clips * 0.1);
  return { train, val, test: testClips ?? clips - train - val };
}

/** All clips of a data set. */
export function clipsIn(counts: ClipCounts): number {
  const { train, val, test } = splitSizes(counts);
  return train + val + test;
}

/** Plans every clip, train first, then val, then test; each from a random stream of its own. */
export function planClips<Plan extends ClipPlan>(
  { seed, categories, ...counts }: ClipsRequest,
  plan: (random: Random, seat: ClipSeat) => Plan,
): DatasetClip<Plan>[] {
  const sizes = splitSizes(counts);
  return SPLITS.flatMap((split) => {
    const domain = split === 'test' ? 'test' : 'train';
    const dealt = evenly(new Random(`${seed}/${split}/classes`), categories, sizes[split]);
    return dealt.map((category, i) => {
      const planned = plan(new Random(`${seed}/${split}/${i}`), { category, domain, split });
      return { videoId: videoIdOf(planned), split, plan: planned };
    });
  });
}

/** Every item once in random order, then again, until there are enough. */
function evenly<T>(random: Random, items: readonly T[], count: number): T[] {
  const dealt: T[] = [];
  while (dealt.length < count) dealt.push(...random.shuffle(items));
  return dealt.slice(0, count);
}

/** Raised whenever the same plan gives other pixels or samples than before. */
export const RENDERER_VERSION = 2;

/** Base-64 characters of a hash, the first a letter, so that no id starts with a dash. */
function videoIdOf(plan: ClipPlan): string {
  const content = JSON.stringify([RENDERER_VERSION, plan]);
  const digest = createHash('sha256').update(content).digest('base64url');
  return `s${digest.slice(0, 10)}`;
}
