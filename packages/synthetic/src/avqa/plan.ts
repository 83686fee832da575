// Decides what happens in a clip that is asked about: instruments side by side,
// which of them sound, from when to when, how loud, and what sounds from elsewhere.
import type { Domain } from '../clip-options.ts';
import type { ClipSeat } from '../dataset/splits.ts';
import { SyntheticError } from '../errors.ts';
import { type ClipPlan, type HeardSound, planScene, planSound, type SeenObject } from '../plan.ts';
import type { Random, Range } from '../random.ts';
import type { Span } from '../spans.ts';
import { AVQA_CLASSES } from './instruments.ts';
import type { AvqaComposition, AvqaOptions } from './options.ts';

export interface AvqaClipRequest extends Pick<ClipSeat, 'category' | 'domain'> {
  readonly options: AvqaOptions;
}

/** Equal parts of a clip; sounds start and end between them. A model gets one second of each. */
export const BEATS = 10;
/** Beats that a sound lasts at least, and the last one that it can start with. */
const SHORTEST = 3;
const LATEST_START = 6;
/** How far from its place a player can stand, in parts of the picture's side. */
const JITTER = 0.03;

/**
 * Plans one clip with a player of `category`.
 * @throws {SyntheticError} SYNTHETIC_OPTION for a class that no question has a word for, or a length in seconds that is
 *   no multiple of ten.
 */
export function planAvqaClip(random: Random, { category, domain, options }: AvqaClipRequest): ClipPlan {
  const { composition, imageSize, frameRate } = options;
  const { seconds } = composition;
  requireClass(category);
  requireBeats(seconds);
  const look = options[domain];
  const others = random.shuffle(AVQA_CLASSES.filter((name) => name !== category));
  const players = planPlayers(random, composition, category, others);
  const heard = [...new Set(players)].filter(() => !random.chance(composition.silentProbability));
  if (random.chance(composition.offscreenProbability)) heard.push(others.pop() as string);
  if (heard.length === 0) heard.push(category);
  const whole = [{ start: 0, end: seconds }];
  const sights = players.map((className) => ({ className, spans: whole }));
  const scene = planScene(random, look, sights, planSounds(random, look, composition, heard));
  const objects = inRow(random, look.x, scene.objects);
  return { seconds, imageSize, frameRate, ...scene, objects };
}

function requireClass(category: string): void {
  if (AVQA_CLASSES.includes(category)) return;
  const message = `Questions have no word for "${category}"; take one of ${AVQA_CLASSES.join(', ')}.`;
  throw new SyntheticError('SYNTHETIC_OPTION', message);
}

function requireBeats(seconds: number): void {
  if (Number.isSafeInteger(seconds) && seconds > 0 && seconds % BEATS === 0) return;
  const message = `The option seconds must be a multiple of ${BEATS} for questions, got ${seconds}.`;
  throw new SyntheticError('SYNTHETIC_OPTION', message);
}

/** The classes seen, in no order; takes what it needs from the front of `others`. */
function planPlayers(
  random: Random,
  { soloProbability, trioProbability, twinsProbability }: AvqaComposition,
  category: string,
  others: string[],
): string[] {
  if (random.chance(soloProbability)) return [category];
  const count = random.chance(trioProbability / (1 - soloProbability)) ? 3 : 2;
  const twins = random.chance(twinsProbability) ? [category] : [];
  return [category, ...twins, ...others.splice(0, count - 1 - twins.length)];
}

/** Sounds that come in one after another, each of a level of its own. */
function planSounds(
  random: Random,
  look: Domain,
  composition: AvqaComposition,
  heard: readonly string[],
): HeardSound[] {
  const levels = planLevels(random, look.levelDb, heard.length);
  const spans = planSpans(random, composition, heard.length);
  return random.shuffle(heard).map((className, i) => {
    const sound = planSound(random, look, className, spans[i] as Span);
    return { ...sound, track: { ...sound.track, levelDb: levels[i] as number } };
  });
}

/** One level in the inner half of each of `count` equal parts of the range, in random order. */
function planLevels(random: Random, [low, high]: Range, count: number): number[] {
  const step = (high - low) / count;
  return random.shuffle(
    Array.from({ length: count }, (_, i) => low + step * (i + random.uniform(0.25, 0.75))),
  );
}

/** Spans that all start at different times, in order. */
function planSpans(random: Random, composition: AvqaComposition, count: number): Span[] {
  const beat = composition.seconds / BEATS;
  const starts = random.sample([...Array(LATEST_START + 1).keys()], count).sort((a, b) => a - b);
  if (random.chance(composition.openingProbability)) starts[0] = 0;
  return starts.map((start) => {
    const steady = start === 0 && random.chance(composition.steadyProbability);
    const end = steady ? BEATS : random.integer(start + SHORTEST, BEATS);
    return { start: start * beat, end: end * beat };
  });
}

/** Players side by side over the width that the domain uses; one alone stands in the middle. */
function inRow(random: Random, [left, right]: Range, objects: readonly SeenObject[]): SeenObject[] {
  const { length } = objects;
  return objects.map((object, i) => {
    const part = length === 1 ? 0.5 : i / (length - 1);
    return { ...object, x: left + (right - left) * part + random.uniform(-JITTER, JITTER) };
  });
}
