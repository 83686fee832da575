// A planned clip to pixels and samples. Holds no randomness of its own: the
// same plan and assets give the same bytes.
import type { Assets } from './assets.ts';
import { paintBackground } from './background.ts';
import { type Canvas, drawSprite, PixelNoise } from './canvas.ts';
import { SyntheticError } from './errors.ts';
import { emojiOf, VOICES } from './event-classes.ts';
import { SAMPLE_RATE } from './note-bank.ts';
import type { ClipPlan, SeenObject } from './plan.ts';
import { Random } from './random.ts';
import { addSoundNoise, limitPeak, playTrack, type TrackPlan } from './soundtrack.ts';
import { type Sprite, spriteKey } from './sprites.ts';

/** A rendered clip. */
export interface RenderedClip {
  /** `[seconds * frameRate, imageSize, imageSize, 3]` RGB. */
  readonly frames: Uint8Array;
  /** `[seconds * SAMPLE_RATE]`, mono, -1 ... 1. */
  readonly samples: Float32Array;
}

/** Renders a clip. */
export function renderClip(plan: ClipPlan, assets: Assets): RenderedClip {
  return { frames: renderFrames(plan, assets), samples: renderSamples(plan, assets) };
}

function renderFrames(plan: ClipPlan, assets: Assets): Uint8Array {
  const { imageSize: side, frameRate, seconds, background } = plan;
  const count = seconds * frameRate;
  const bytes = side * side * 3;
  const frames = new Uint8Array(count * bytes);
  const scene = { side, pixels: new Uint8Array(bytes) };
  paintBackground(scene, background);
  const noise = new PixelNoise(new Random(plan.seed), plan.pixelNoise, bytes);
  const drawn = plan.objects.map((object) => ({
    object,
    sprite: spriteOf(assets, object),
  }));
  for (let i = 0; i < count; i++) {
    const canvas: Canvas = { side, pixels: frames.subarray(i * bytes, (i + 1) * bytes) };
    canvas.pixels.set(scene.pixels);
    drawObjects(canvas, drawn, i / frameRate, seconds);
    noise.addTo(canvas);
  }
  return frames;
}

/** An object with the picture that stands for it. */
export interface DrawnObject {
  readonly object: SeenObject;
  readonly sprite: Sprite;
}

/** Draws the objects that are seen at `time`, in order. */
export function drawObjects(
  canvas: Canvas,
  drawn: readonly DrawnObject[],
  time: number,
  seconds: number,
): void {
  for (const { object, sprite } of drawn) {
    if (time >= object.start && time < object.end)
      drawSprite(canvas, sprite, placementAt(object, time / seconds, time));
  }
}

function placementAt(object: SeenObject, part: number, time: number) {
  const { x, y, size, angle, flip } = object;
  const bob = object.bob * Math.sin((2 * Math.PI * time) / object.bobPeriod + object.bobPhase);
  return {
    x: x + object.driftX * (part - 0.5),
    y: y + object.driftY * (part - 0.5) + bob,
    size,
    angle,
    flip,
  };
}

function renderSamples(plan: ClipPlan, assets: Assets): Float32Array {
  const samples = new Float32Array(plan.seconds * SAMPLE_RATE);
  for (const { className, start, track } of plan.sounds) {
    mixInto(samples, trackOf(assets, className, track), start * SAMPLE_RATE);
  }
  addSoundNoise(samples, plan.soundNoise);
  limitPeak(samples);
  return samples;
}

/** Adds `track` to `samples` from sample `offset` on. */
export function mixInto(samples: Float32Array, track: Float32Array, offset: number): void {
  for (let i = 0; i < track.length; i++)
    samples[offset + i] = (samples[offset + i] as number) + (track[i] as number);
}

/** Plays a voice by name. */
export function trackOf(assets: Assets, name: string, plan: TrackPlan): Float32Array {
  const voice = VOICES.find((candidate) => candidate.name === name);
  const notes = assets.notes.get(name);
  if (voice === undefined || notes === undefined) throw missing(`sound "${name}"`);
  return playTrack(voice, notes, plan);
}

/** The sprite of an event class (by name) or of any emoji, in the artists' own colours or another ink. */
export function spriteOf(
  assets: Assets,
  { style, className, ink }: Pick<SeenObject, 'style' | 'className' | 'ink'>,
): Sprite {
  const sprite = assets.sprites.get(spriteKey(style, emojiOf(className), ink));
  if (sprite === undefined)
    throw missing(`picture "${className}" in style "${style}"${ink === 0 ? '' : ` and ink ${ink}`}`);
  return sprite;
}

function missing(what: string): SyntheticError {
  return new SyntheticError('SYNTHETIC_ASSET', `The loaded assets hold no ${what}; ask loadAssets() for it.`);
}
