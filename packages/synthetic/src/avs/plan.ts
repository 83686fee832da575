// Decides what happens in a clip to segment: what is drawn, and which of it sounds when. Pure; `render.ts` and
// `masks.ts` turn the plan into pixels, samples and masks.
import { AVSBENCH_FRAMES } from '@dg-sct/datasets';
import { SyntheticError } from '../errors.ts';
import { EVENT_CLASSES } from '../event-classes.ts';
import { type ClipPlan, planScene, planSound } from '../plan.ts';
import type { Random } from '../random.ts';
import { allSpans, type Span } from '../spans.ts';
import type { AvsComposition, AvsOptions } from './options.ts';

/** Seconds of a clip. */
export const AVS_SECONDS = AVSBENCH_FRAMES;

/** A clip before it is rendered; plain JSON. An object sounds in the spans of its class's sounds. */
export interface AvsClipPlan extends ClipPlan {
  /** Class of one of the sources; of the only one in S4. */
  readonly category: string;
}

/** What to plan. */
export interface AvsClipRequest {
  /** Name of an event class. */
  readonly category: string;
  readonly domain: 'train' | 'test';
  readonly options: AvsOptions;
}

/**
 * Plans one clip. Sources and silent objects are drawn from one distribution, so sight alone does not tell them apart;
 * every sound belongs to an object that is seen.
 * @throws {SyntheticError} SYNTHETIC_OPTION for an unknown category, more objects than there are classes, or sounds
 *   that cannot fill all seconds.
 */
export function planAvsClip(random: Random, { category, domain, options }: AvsClipRequest): AvsClipPlan {
  const { imageSize, frameRate, composition } = options;
  const look = options[domain];
  const others = EVENT_CLASSES.map(({ name }) => name).filter((name) => name !== category);
  if (others.length === EVENT_CLASSES.length) {
    const message = `"${category}" is not an event class; take a name of EVENT_CLASSES.`;
    throw new SyntheticError('SYNTHETIC_OPTION', message);
  }
  const most = composition.sources[1] + composition.silent[1];
  if (most > EVENT_CLASSES.length) {
    const message = `A clip can hold ${EVENT_CLASSES.length} objects at most, one of each class, got ${most}.`;
    throw new SyntheticError('SYNTHETIC_OPTION', message);
  }
  const sources = random.integer(...composition.sources);
  const silent = random.integer(...composition.silent);
  const drawn = [category, ...random.sample(others, sources + silent - 1)];
  const sights = drawn.map((className) => ({ className, spans: [{ start: 0, end: AVS_SECONDS }] }));
  const sounds = random
    .pick(timetables(sources, composition))
    .map((span, i) => planSound(random, look, drawn[i] as string, span));
  return {
    seconds: AVS_SECONDS,
    imageSize,
    frameRate,
    category,
    ...planScene(random, look, sights, sounds),
  };
}

/** Every way in which so many sources can sound, once each, such that no second is silent. */
function timetables(sources: number, { soundingSeconds }: AvsComposition): Span[][] {
  const spans = allSpans(AVS_SECONDS, soundingSeconds);
  let tables: Span[][] = [[]];
  for (let i = 0; i < sources; i++) tables = tables.flatMap((table) => spans.map((span) => [...table, span]));
  const filled = tables.filter((table) => SECONDS.every((t) => table.some((span) => isAt(span, t))));
  if (filled.length > 0) return filled;
  const [low, high] = soundingSeconds;
  const message = `${sources} source(s) of ${low} to ${high} s cannot fill all ${AVS_SECONDS} s with sound; raise sources or soundingSeconds.`;
  throw new SyntheticError('SYNTHETIC_OPTION', message);
}

const SECONDS = Array.from({ length: AVS_SECONDS }, (_, t) => t);
const isAt = ({ start, end }: Span, second: number): boolean => second >= start && second < end;

/** The classes that sound in that second. */
export const soundingClasses = ({ sounds }: Pick<ClipPlan, 'sounds'>, second: number): string[] =>
  sounds.filter((sound) => isAt(sound, second)).map(({ className }) => className);
