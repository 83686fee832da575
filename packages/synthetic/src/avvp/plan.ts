// Decides what happens in a clip of AVVP: several events, each heard, seen or
// both, whose sights and sounds start and stop on their own.
import { SyntheticError } from '../errors.ts';
import { EVENT_NAMES, otherEventNames } from '../event-classes.ts';
import { type ClipPlan, planScene, planSound } from '../plan.ts';
import type { Random, Range } from '../random.ts';
import { allSpans, audibleSpan, type Span, visibleSpan } from '../spans.ts';
import type { AvvpComposition, AvvpOptions } from './options.ts';

/** One class and when it is heard and seen, in order and with a pause between; one of the two may be empty. */
export interface AvvpEvent {
  readonly className: string;
  readonly heard: readonly Span[];
  readonly seen: readonly Span[];
}

/** A clip of AVVP before it is rendered; plain JSON. */
export interface AvvpClipPlan extends ClipPlan {
  readonly events: readonly AvvpEvent[];
}

/** What to plan. */
export interface AvvpClipRequest {
  /** Name of an event class that surely occurs. */
  readonly category: string;
  readonly domain: 'train' | 'test';
  readonly options: AvvpOptions;
}

/** Of every clip of LLP. */
export const LLP_SECONDS = 10;

/**
 * Plans one clip. All that is heard or seen belongs to an event. Spans are drawn in the same way whether an event has
 * sight and sound or one of them, so time alone does not tell which.
 * @throws {SyntheticError} SYNTHETIC_OPTION for an unknown category, more events than there are classes, or spans that
 *   do not fit.
 */
export function planAvvpClip(random: Random, { category, domain, options }: AvvpClipRequest): AvvpClipPlan {
  const { composition } = options;
  const look = options[domain];
  const events = random
    .shuffle(drawClasses(random, category, composition.events))
    .map((className) => planEvent(random, className, composition));
  const sights = events.map(({ className, seen }) => ({ className, spans: seen }));
  const sounds = events.flatMap(({ className, heard }) =>
    heard.map((span) => planSound(random, look, className, span)),
  );
  return {
    seconds: LLP_SECONDS,
    imageSize: options.imageSize,
    frameRate: options.frameRate,
    events,
    ...planScene(
      random,
      look,
      sights.filter(({ spans }) => spans.length > 0),
      sounds,
    ),
  };
}

function drawClasses(random: Random, category: string, [low, high]: Range): string[] {
  const others = otherEventNames(category);
  if (!([low, high].every(Number.isInteger) && low >= 1 && low <= high && high <= EVENT_NAMES.length)) {
    const message = `The option events is ${low} to ${high}; expected whole numbers within 1 to ${EVENT_NAMES.length}, the smaller one first.`;
    throw new SyntheticError('SYNTHETIC_OPTION', message);
  }
  return [category, ...random.sample(others, random.integer(low, high) - 1)];
}

/** A sight and a sound that overlap; one of them may then be left out. */
function planEvent(random: Random, className: string, composition: AvvpComposition): AvvpEvent {
  const { visibleSeconds, audibleSeconds, sharedSeconds, returnProbability } = composition;
  const { audibleOnlyProbability, visibleOnlyProbability } = composition;
  const sight = visibleSpan(random, LLP_SECONDS, visibleSeconds);
  const rules = { seconds: LLP_SECONDS, audibleSeconds, sharedSeconds };
  const sound = audibleSpan(random, rules, sight);
  const kind = random.uniform();
  const audibleOnly = kind < audibleOnlyProbability;
  const visibleOnly = !audibleOnly && kind < audibleOnlyProbability + visibleOnlyProbability;
  return {
    className,
    heard: visibleOnly ? [] : withReturn(random, sound, audibleSeconds, returnProbability),
    seen: audibleOnly ? [] : withReturn(random, sight, visibleSeconds, returnProbability),
  };
}

/** The span and perhaps a second one, at least a second apart. */
function withReturn(random: Random, first: Span, seconds: Range, probability: number): Span[] {
  if (!random.chance(probability)) return [first];
  const apart = allSpans(LLP_SECONDS, seconds).filter(
    ({ start, end }) => end < first.start || start > first.end,
  );
  if (apart.length === 0) return [first];
  return [first, random.pick(apart)].sort((a, b) => a.start - b.start);
}
