// What a clip is before it is rendered, whatever its task: what is drawn where
// and when, and what is heard when. Pure; `render.ts` makes pixels and samples
// of it. Which classes occur, and in which seconds, each task's own plan decides.
import { type Background, planBackground } from './background.ts';
import type { Domain } from './clip-options.ts';
import type { Random } from './random.ts';
import type { SoundNoise, TrackPlan } from './soundtrack.ts';
import { lengthOf, type Span } from './spans.ts';
import type { Style } from './sprites.ts';

/** Something seen; lengths in parts of the picture's side, angles in radians. */
export interface SeenObject extends Span {
  readonly className: string;
  readonly style: Style;
  /** 0 for the artists' own colours. */
  readonly ink: number;
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
  /** Drawn in this order. */
  readonly objects: readonly SeenObject[];
  readonly sounds: readonly HeardSound[];
  readonly background: Background;
  readonly pixelNoise: number;
  readonly soundNoise: SoundNoise;
  /** Names the random stream of the pixel noise. */
  readonly seed: string;
}

/** One class to draw. It looks and moves the same in all of its spans. */
export interface Sight {
  readonly className: string;
  readonly spans: readonly Span[];
}

/** All of a plan but its measures. */
export type Scene = Omit<ClipPlan, 'seconds' | 'imageSize' | 'frameRate'>;

/** Gives sights their places and looks, and the clip its background and noise; orders are random. */
export function planScene(
  random: Random,
  look: Domain,
  sights: readonly Sight[],
  sounds: readonly HeardSound[],
): Scene {
  return {
    objects: random.shuffle(planObjects(random, look, sights)),
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

/** A sound of a random level; the clip and the class decide what is played. */
export function planSound(random: Random, look: Domain, className: string, span: Span): HeardSound {
  const track = {
    seconds: lengthOf(span),
    pitch: look.pitch,
    levelDb: random.within(look.levelDb),
    seed: `${random.name}/${className}`,
  };
  return { className, ...span, track };
}

function planObjects(random: Random, look: Domain, sights: readonly Sight[]): SeenObject[] {
  const style = random.pick(look.styles);
  const places = random.shuffle(planPlaces(random, look, sights.length));
  return sights.flatMap(({ className, spans }, i) => {
    const { x, y } = places[i] as Place;
    const heading = random.uniform(0, 2 * Math.PI);
    const drift = random.within(look.drift);
    const ink = look.inks === 0 ? 0 : random.integer(0, look.inks);
    const pose = {
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
    return spans.map((span) => ({ className, style, ink, ...span, ...pose }));
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
