// The clips of a data set and its text files, in the layout of the AVE archive.
import { createHash } from 'node:crypto';
import type { AveOptions } from './clip-options.ts';
import { EVENT_CLASSES } from './event-classes.ts';
import { type ClipPlan, planAveClip } from './plan.ts';
import { Random } from './random.ts';

export type Split = 'train' | 'val' | 'test';

/** One clip of the data set. */
export interface AveClip {
  /** 11 characters, a hash of all that decides the clip's content. */
  readonly videoId: string;
  readonly split: Split;
  readonly plan: ClipPlan;
}

/** Parts of a data set: 60 % train, 10 % val, the rest test. */
export function splitSizes(clips: number): Record<Split, number> {
  const train = Math.floor(clips * 0.7);
  const val = Math.round(clips * 0.1);
  return { train, val, test: clips - train - val };
}

/** Plans every clip: train first, then val, then test; classes as even as the numbers allow. */
export function planAveClips(clips: number, seed: number, options: AveOptions): AveClip[] {
  const sizes = splitSizes(clips);
  return (['train', 'val', 'test'] as const).flatMap((split) => {
    const categories = evenCategories(new Random(`${seed}/${split}/classes`), sizes[split]);
    return categories.map((category, i) => {
      const domain = split === 'test' ? 'test' : 'train';
      const plan = planAveClip(new Random(`${seed}/${split}/${i}`), { category, domain, options });
      return { videoId: videoIdOf(plan), split, plan };
    });
  });
}

/** Every class once in random order, then again, until there are enough. */
function evenCategories(random: Random, count: number): string[] {
  const names = EVENT_CLASSES.map(({ name }) => name);
  const categories: string[] = [];
  while (categories.length < count) categories.push(...random.shuffle(names));
  return categories.slice(0, count);
}

/** Raised whenever the same plan gives other pixels or samples than before. */
export const RENDERER_VERSION = 2;

/** Base-64 characters of a hash, the first a letter, so that no id starts with a dash. */
function videoIdOf(plan: ClipPlan): string {
  const content = JSON.stringify([RENDERER_VERSION, plan]);
  const digest = createHash('sha256').update(content).digest('base64url');
  return `s${digest.slice(0, 10)}`;
}

/** A row of `Annotations.txt` and of the split files. */
function annotationRow({ videoId, plan }: AveClip): string {
  const { start, end } = plan.event ?? { start: 0, end: 0 };
  return [plan.category, videoId, 'good', start, end].join('&');
}

type TextFile = 'categories.txt' | 'trainSet.txt' | 'valSet.txt' | 'testSet.txt' | 'Annotations.txt';

/** The text files of the data set by name. */
export function textFiles(clips: readonly AveClip[]): Record<TextFile, string> {
  const rowsOf = (split: Split): string =>
    lines(clips.filter((clip) => clip.split === split).map((clip) => annotationRow(clip)));
  return {
    'categories.txt': lines(EVENT_CLASSES.map(({ name }) => name)),
    'trainSet.txt': rowsOf('train'),
    'valSet.txt': rowsOf('val'),
    'testSet.txt': rowsOf('test'),
    'Annotations.txt': lines([
      'Category&VideoID&Quality&StartTime&EndTime',
      ...clips.map((clip) => annotationRow(clip)),
    ]),
  };
}

function lines(rows: readonly string[]): string {
  return rows.map((row) => `${row}\n`).join('');
}
