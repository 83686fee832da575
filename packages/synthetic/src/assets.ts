// The pictures and recorded notes that rendering draws from: all of a kind, or those of planned clips.
// All pixels and samples lie in shared memory, so worker threads get no copies.
import { DEFAULT_DOMAINS, type Domain } from './clip-options.ts';
import { EVENT_CLASSES, emojiOf, VOICES } from './event-classes.ts';
import { loadNotes, type Note } from './note-bank.ts';
import { PICTURE_CLASSES } from './pictures.ts';
import type { ClipPlan } from './plan.ts';
import { type Drawing, loadSprites, type Sprite, type Style, spriteKey } from './sprites.ts';
import type { Voice } from './voices.ts';

/** Plain data that `postMessage` and `workerData` carry. */
export interface Assets {
  /** By `style/emoji`, in other inks by `style/emoji/ink`. */
  readonly sprites: ReadonlyMap<string, Sprite>;
  /** By name of the voice. */
  readonly notes: ReadonlyMap<string, readonly Note[]>;
}

type Look = Pick<Domain, 'styles' | 'inks'>;

export interface AssetRequest {
  /** In which styles and inks pictures are drawn; those of clips unless given, and none loads no pictures. */
  readonly looks?: readonly Look[];
  /** `events` loads what clips need, a number that many of `PICTURE_CLASSES`, `all` every one. */
  readonly pictures?: 'events' | 'all' | number;
  readonly sounds?: 'none' | 'events' | 'all';
}

/**
 * Loads pictures and sounds.
 * @throws {SyntheticError} SYNTHETIC_ASSET when an asset package is missing.
 */
export async function loadAssets(request: AssetRequest = {}): Promise<Assets> {
  const { looks = [DEFAULT_DOMAINS.train, DEFAULT_DOMAINS.test], pictures = 'events' } = request;
  const { sounds = 'events' } = request;
  const count = { events: EVENT_CLASSES.length, all: PICTURE_CLASSES.length };
  const emoji = PICTURE_CLASSES.slice(0, typeof pictures === 'number' ? pictures : count[pictures]);
  const drawings = new Map(
    [...inksByStyle(looks)].map(([style, inks]) => [
      style,
      emoji.flatMap((name) => Array.from({ length: inks + 1 }, (_, ink) => ({ emoji: name, ink }))),
    ]),
  );
  return load(drawings, { none: [], events: VOICES.slice(0, EVENT_CLASSES.length), all: VOICES }[sounds]);
}

/**
 * Loads what these clips are made of, and no more.
 * @throws {SyntheticError} SYNTHETIC_ASSET when an asset package is missing.
 */
export async function loadAssetsOf(plans: readonly ClipPlan[]): Promise<Assets> {
  const drawings = new Map<Style, Map<string, Drawing>>();
  for (const { className, style, ink } of plans.flatMap(({ objects }) => objects)) {
    const ofStyle = drawings.get(style) ?? new Map<string, Drawing>();
    const emoji = emojiOf(className);
    drawings.set(style, ofStyle.set(spriteKey(style, emoji, ink), { emoji, ink }));
  }
  const heard = new Set(plans.flatMap(({ sounds }) => sounds.map(({ className }) => className)));
  return load(
    new Map([...drawings].map(([style, ofStyle]) => [style, [...ofStyle.values()]])),
    VOICES.filter(({ name }) => heard.has(name)),
  );
}

async function load(
  drawings: ReadonlyMap<Style, readonly Drawing[]>,
  voices: readonly Voice[],
): Promise<Assets> {
  const sprites = new Map<string, Sprite>();
  for (const [style, ofStyle] of drawings) {
    for (const [key, sprite] of await loadSprites(style, ofStyle)) sprites.set(key, sprite);
  }
  const notes = voices.length === 0 ? new Map<string, Note[]>() : await loadNotes(voices);
  return { sprites, notes };
}

/** The most inks that any look draws a style in. */
function inksByStyle(looks: readonly Look[]): Map<Style, number> {
  const most = new Map<Style, number>();
  for (const { styles, inks } of looks) {
    for (const style of styles) most.set(style, Math.max(inks, most.get(style) ?? 0));
  }
  return most;
}
