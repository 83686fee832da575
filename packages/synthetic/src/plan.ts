// Decides what happens in a clip: which class is drawn where and when, and
// which is heard when. Pure; `render.ts` turns the plan into pixels and samples.
import { type Background, planBackground } from './background.ts';
import type { AveOptions, Composition, Domain } from './clip-options.ts';
import { SyntheticError } from './errors.ts';
import { EVENT_CLASSES } from './event-classes.ts';
import type { Random } from './random.ts';
import type { SoundNoise, TrackPlan } from './soundtrack.ts';
import type { Style } from './sprites.ts';

/** Whole seconds; `end` is the first second after it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something seen; lengths in parts of the picture's side, angles in radians. */
export interface SeenObject extends Span {
  readonly className: string;
  readonly style: Style;
  /** Centre in the middle of the clip. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly angle: number;
  readonly flip: boolean;
  /** Way from the first to the last moment of the clip. */
  readonly driftX: number;
  readonly driftY: number;
  readonly bob: number;
  /** Seconds of one bob, and where in it the clip starts (radians). */
  readonly bobPeriod: number;
  readonly bobPhase: number;
}

/** Something heard. */
export interface HeardSound extends Span {
  readonly className: string;
  readonly track: TrackPlan;
}

/** A clip before it is rendered; plain JSON. */
export interface ClipPlan {
  readonly seconds: number;
  readonly imageSize: number;
  readonly frameRate: number;
  /** Class of the target. */
  readonly category: string;
  /** Seconds in which the target is seen and heard; undefined when nothing fits together. */
  readonly event: Span | undefined;
  /** Drawn in this order. */
  readonly objects: readonly SeenObject[];
  readonly sounds: readonly HeardSound[];
  readonly background: Background;
  readonly pixelNoise: number;
  readonly soundNoise: SoundNoise;
  /** Names the random stream of the pixel noise. */
  readonly seed: string;
}

/** What to plan. */
export interface ClipRequest {
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
export function planAveClip(random: Random, { category, domain, options }: ClipRequest): ClipPlan {
  const { composition } = options;
  const look = options[domain];
  const names = EVENT_CLASSES.map(({ name }) => name).filter((name) => name !== category);
  if (names.length === EVENT_CLASSES.length) {
    throw new SyntheticError(
      'SYNTHETIC_OPTION',
      `"${category}" is not an event class; take a name of EVENT_CLASSES.`,
    );
  }
  if (composition.decoys[1] > names.length - UNDRAWN_SOUNDS) {
    const message = `A clip can hold ${names.length - UNDRAWN_SOUNDS} decoys at most, got ${composition.decoys[1]}.`;
    throw new SyntheticError('SYNTHETIC_OPTION', message);
  }
  const decoyCount = random.integer(...composition.decoys);
  const others = random.shuffle(names);
  const drawn = [category, ...others.splice(0, decoyCount)];

  const seen = drawn.map(() => visibleSpan(random, composition));
  const target = seen[0] as Span;
  const heard = audibleSpan(random, composition, target);
  const matches = !random.chance(composition.mismatchProbability);
  const sounds = [planSound(random, look, matches ? category : (others.pop() as string), heard)];
  if (random.chance(composition.offscreenProbability)) {
    // The span is drawn as a target's is, against an object that nobody draws.
    const unseen = visibleSpan(random, composition);
    sounds.push(planSound(random, look, others.pop() as string, audibleSpan(random, composition, unseen)));
  }

  return {
    seconds: composition.seconds,
    imageSize: options.imageSize,
    frameRate: options.frameRate,
    category,
    event: matches ? intersection(target, heard) : undefined,
    objects: random.shuffle(planObjects(random, look, drawn, seen)),
    sounds: random.shuffle(sounds),
    background: planBackground(random, look.background),
    pixelNoise: random.within(look.pixelNoise),
    soundNoise: {
      levelDb: random.within(look.noiseDb),
      cutoff: random.within(look.noiseCutoff),
      seed: `${random.name}/sound noise`,
    },
    seed: `${random.name}/pixel noise`,
  };
}

/** A random length at a random place. */
function visibleSpan(random: Random, { seconds, visibleSeconds: [low, high] }: Composition): Span {
  const length = random.integer(low, high);
  const start = random.integer(0, seconds - length);
  return { start, end: start + length };
}

/** A random span that overlaps the visible one enough, without being the same. */
function audibleSpan(random: Random, composition: Composition, visible: Span): Span {
  const {
    seconds,
    audibleSeconds: [low, high],
    eventSeconds,
  } = composition;
  const spans: Span[] = [];
  for (let length = low; length <= high; length++) {
    for (let start = 0; start + length <= seconds; start++) {
      const span = { start, end: start + length };
      const same = start === visible.start && span.end === visible.end;
      if (!same && lengthOf(intersection(span, visible)) >= eventSeconds) spans.push(span);
    }
  }
  if (spans.length === 0) {
    const message = `No sound of ${low} to ${high} s can overlap an object seen from ${visible.start} to ${visible.end} s by ${eventSeconds} s; raise visibleSeconds or audibleSeconds, or lower eventSeconds.`;
    throw new SyntheticError('SYNTHETIC_OPTION', message);
  }
  return random.pick(spans);
}

function intersection(a: Span, b: Span): Span {
  return { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) };
}

function lengthOf({ start, end }: Span): number {
  return Math.max(0, end - start);
}

function planSound(random: Random, look: Domain, className: string, span: Span): HeardSound {
  const track = {
    seconds: lengthOf(span),
    pitch: look.pitch,
    levelDb: random.within(look.levelDb),
    seed: `${random.name}/${className}`,
  };
  return { className, ...span, track };
}

function planObjects(
  random: Random,
  look: Domain,
  names: readonly string[],
  spans: readonly Span[],
): SeenObject[] {
  const style = random.pick(look.styles);
  const places = random.shuffle(planPlaces(random, look, names.length));
  return names.map((className, i) => {
    const { x, y } = places[i] as Place;
    const heading = random.uniform(0, 2 * Math.PI);
    const drift = random.within(look.drift);
    return {
      className,
      style,
      ...(spans[i] as Span),
      x,
      y,
      size: random.within(look.size),
      angle: random.uniform(-look.tilt, look.tilt),
      flip: random.chance(0.5),
      driftX: drift * Math.cos(heading),
      driftY: drift * Math.sin(heading),
      bob: random.within(look.bob),
      bobPeriod: random.uniform(1.5, 4),
      bobPhase: random.uniform(0, 2 * Math.PI),
    };
  });
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Places far from one another: the best of many random proposals. */
function planPlaces(random: Random, { x, y }: Pick<Domain, 'x' | 'y'>, count: number): Place[] {
  const proposals = 40;
  let best: Place[] = [];
  let widest = -1;
  for (let i = 0; i < proposals; i++) {
    const places = Array.from({ length: count }, () => ({ x: random.within(x), y: random.within(y) }));
    const gap = smallestGap(places);
    if (gap > widest) [best, widest] = [places, gap];
  }
  return best;
}

function smallestGap(places: readonly Place[]): number {
  const gaps = places.flatMap((a, i) => places.slice(i + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
  return Math.min(Number.POSITIVE_INFINITY, ...gaps);
}

/** Class index of every second, or `background` where no event is. */
export function secondLabels(
  plan: Pick<ClipPlan, 'seconds' | 'event'>,
  classIndex: number,
  background: number,
): number[] {
  const { event } = plan;
  return Array.from({ length: plan.seconds }, (_, t) =>
    event !== undefined && t >= event.start && t < event.end ? classIndex : background,
  );
}
