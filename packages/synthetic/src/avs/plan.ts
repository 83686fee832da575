// Decides what happens in a clip to segment: what is drawn, and which of it sounds when. Pure; `render.ts` and
// `masks.ts` turn the plan into pixels, samples and masks.
import { AVSBENCH_FRAMES } from '@dg-sct/datasets';
import { SyntheticError } from '../errors.ts';
import { EVENT_NAMES, otherEventNames } from '../event-classes.ts';
import { type ClipPlan, planScene, planSound } from '../plan.ts';
import type { Random } from '../random.ts';
import { allSpans, requireLengths, type Span } from '../spans.ts';
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
  const others = otherEventNames(category);
  requireObjects(composition);
  const sources = random.integer(...composition.sources);
  const silent = random.integer(...composition.silent);
  const drawn = [category, ...random.sample(others, sources + silent - 1)];
  const sights = drawn.map((className) => ({ className, spans: [{ start: 0, end: AVS_SECONDS }] }));
  const sounds = planTimetable(random, sources, composition).map((span, i) =>
    planSound(random, look, drawn[i] as string, span),
  );
  return {
    seconds: AVS_SECONDS,
    imageSize,
    frameRate,
    category,
    ...planScene(random, look, sights, sounds),
  };
}

function requireObjects({ sources, silent }: AvsComposition): void {
  for (const [name, [low, high], least] of [
    ['sources', sources, 1] as const,
    ['silent', silent, 0] as const,
  ]) {
    if (Number.isInteger(low) && Number.isInteger(high) && low >= least && low <= high) continue;
    const message = `The option ${name} is ${low} to ${high}; expected whole numbers from ${least} on, the smaller one first.`;
    throw new SyntheticError('SYNTHETIC_OPTION', message);
  }
  const most = sources[1] + silent[1];
  if (most <= EVENT_NAMES.length) return;
  const message = `A clip can hold ${EVENT_NAMES.length} objects at most, one of each class, got ${most}.`;
  throw new SyntheticError('SYNTHETIC_OPTION', message);
}

/** When each source sounds: one of all timetables that leave no second silent, each as likely as another. */
function planTimetable(random: Random, sources: number, { soundingSeconds }: AvsComposition): Span[] {
  requireLengths('soundingSeconds', soundingSeconds, AVS_SECONDS);
  const [low, high] = soundingSeconds;
  if (sources * high < AVS_SECONDS) {
    const message = `${sources} source(s) of ${low} to ${high} s cannot fill all ${AVS_SECONDS} s with sound; raise sources or soundingSeconds.`;
    throw new SyntheticError('SYNTHETIC_OPTION', message);
  }
  const spans = allSpans(AVS_SECONDS, soundingSeconds);
  for (;;) {
    const timetable = Array.from({ length: sources }, () => random.pick(spans));
    if (SECONDS.every((second) => timetable.some((span) => isAt(span, second)))) return timetable;
  }
}

const SECONDS = Array.from({ length: AVS_SECONDS }, (_, t) => t);
const isAt = ({ start, end }: Span, second: number): boolean => second >= start && second < end;

/** The classes that sound in that second. */
export const soundingClasses = ({ sounds }: Pick<ClipPlan, 'sounds'>, second: number): string[] =>
  sounds.filter((sound) => isAt(sound, second)).map(({ className }) => className);
