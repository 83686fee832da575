// Decides what happens in a clip of AVE: one target that is seen and heard,
// silent decoys, and sounds of things that are not in the picture.
import { SyntheticError } from '../errors.ts';
import { otherEventNames } from '../event-classes.ts';
import { type ClipPlan, planScene, planSound } from '../plan.ts';
import type { Random } from '../random.ts';
import { audibleSpan, intersection, type Span, visibleSpan } from '../spans.ts';
import type { AveOptions } from './options.ts';

/** A clip of AVE before it is rendered; plain JSON. */
export interface AveClipPlan extends ClipPlan {
  /** Class of the target. */
  readonly category: string;
  /** Seconds in which the target is seen and heard; undefined when nothing fits together. */
  readonly event: Span | undefined;
}

/** What to plan. */
export interface AveClipRequest {
  /** Name of an event class. */
  readonly category: string;
  readonly domain: 'train' | 'test';
  readonly options: AveOptions;
}

/** Sounds of undrawn classes in a clip: a mismatched one and an off-screen one. */
const UNDRAWN_SOUNDS = 2;

/**
 * Plans one clip. Objects are drawn from one distribution and sounds from one distribution, whichever
 * of them is the target, so neither sight nor sound alone tells the target from a decoy.
 * @throws {SyntheticError} SYNTHETIC_OPTION for an unknown category, more decoys than there are other
 *   classes, or spans too short to overlap.
 */
export function planAveClip(random: Random, { category, domain, options }: AveClipRequest): AveClipPlan {
  const { composition } = options;
  const { seconds, visibleSeconds, eventSeconds: sharedSeconds, audibleSeconds } = composition;
  const look = options[domain];
  const names = otherEventNames(category);
  if (composition.decoys[1] > names.length - UNDRAWN_SOUNDS) {
    const message = `A clip can hold ${names.length - UNDRAWN_SOUNDS} decoys at most, got ${composition.decoys[1]}.`;
    throw new SyntheticError('SYNTHETIC_OPTION', message);
  }
  const decoyCount = random.integer(...composition.decoys);
  const others = random.shuffle(names);
  const drawn = [category, ...others.splice(0, decoyCount)];
  const sightSpan = (): Span => visibleSpan(random, seconds, visibleSeconds);
  const soundSpan = (sight: Span): Span =>
    audibleSpan(random, { seconds, audibleSeconds, sharedSeconds }, sight);

  const seen = drawn.map(() => sightSpan());
  const target = seen[0] as Span;
  const heard = soundSpan(target);
  const matches = !random.chance(composition.mismatchProbability);
  const sounds = [planSound(random, look, matches ? category : (others.pop() as string), heard)];
  if (random.chance(composition.offscreenProbability)) {
    // The span is drawn as a target's is, against an object that nobody draws.
    const span = soundSpan(sightSpan());
    sounds.push(planSound(random, look, others.pop() as string, span));
  }
  return {
    seconds,
    imageSize: options.imageSize,
    frameRate: options.frameRate,
    category,
    event: matches ? intersection(target, heard) : undefined,
    ...planScene(
      random,
      look,
      drawn.map((className, i) => ({ className, spans: [seen[i] as Span] })),
      sounds,
    ),
  };
}

/** Class index of every second, or `background` where no event is. */
export function secondLabels(
  plan: Pick<AveClipPlan, 'seconds' | 'event'>,
  classIndex: number,
  background: number,
): number[] {
  const { event } = plan;
  return Array.from({ length: plan.seconds }, (_, t) =>
    event !== undefined && t >= event.start && t < event.end ? classIndex : background,
  );
}
