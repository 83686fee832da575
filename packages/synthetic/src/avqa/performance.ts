// What questions can be asked about: who stands where and who sounds when, in
// the words of MUSIC-AVQA. Everything is read off the plan of the clip.
import type { ClipPlan } from '../plan.ts';
import type { Span } from '../spans.ts';
import { INSTRUMENTS, instrumentOf } from './instruments.ts';

export type Place = 'left' | 'middle' | 'right';

/** An instrument that is seen, all along. */
export interface Player {
  readonly instrument: string;
  readonly place: Place;
}

/** An instrument that is heard; all players of one instrument make one sound. */
export interface Sound extends Span {
  readonly instrument: string;
  readonly levelDb: number;
}

export interface Performance {
  readonly seconds: number;
  /** From left to right. */
  readonly players: readonly Player[];
  /** In the order in which they come in. */
  readonly sounds: readonly Sound[];
  /** Instruments without repeats: seen, heard, and neither of both. */
  readonly seen: readonly string[];
  readonly heard: readonly string[];
  readonly absent: readonly string[];
}

/** By number of players, from left to right. */
const PLACES: Readonly<Record<number, readonly Place[]>> = {
  1: ['middle'],
  2: ['left', 'right'],
  3: ['left', 'middle', 'right'],
};

export function performanceOf(plan: ClipPlan): Performance {
  const places = PLACES[plan.objects.length];
  if (places === undefined) throw new RangeError(`There is no place for ${plan.objects.length} players.`);
  const players = [...plan.objects]
    .sort((a, b) => a.x - b.x)
    .map(({ className }, i) => ({ instrument: instrumentOf(className), place: places[i] as Place }));
  const sounds = [...plan.sounds]
    .sort((a, b) => a.start - b.start)
    .map(({ className, start, end, track }) => ({
      instrument: instrumentOf(className),
      start,
      end,
      levelDb: track.levelDb,
    }));
  const seen = [...new Set(players.map(({ instrument }) => instrument))];
  const heard = sounds.map(({ instrument }) => instrument);
  const absent = INSTRUMENTS.filter((name) => !seen.includes(name) && !heard.includes(name));
  return { seconds: plan.seconds, players, sounds, seen, heard, absent };
}

/** Instruments seen but not heard. */
export const silent = ({ seen, heard }: Performance): string[] =>
  seen.filter((name) => !heard.includes(name));

/** Instruments heard but not seen. */
export const offscreen = ({ seen, heard }: Performance): string[] =>
  heard.filter((name) => !seen.includes(name));

/** Players whose instrument is heard. */
export const sounding = ({ players, heard }: Performance): Player[] =>
  players.filter(({ instrument }) => heard.includes(instrument));

/** Where the only player of an instrument stands; undefined for none or several, or where nobody else is. */
export function placeOf({ players }: Performance, instrument: string): Place | undefined {
  const found = players.filter((player) => player.instrument === instrument);
  return players.length > 1 && found.length === 1 ? found[0]?.place : undefined;
}

/** What stands to one side of the only player of an instrument, where that is exactly one. */
export function beside(
  performance: Performance,
  instrument: string,
  side: 'left' | 'right',
): string | undefined {
  const { players } = performance;
  if (placeOf(performance, instrument) === undefined) return undefined;
  const at = players.findIndex((player) => player.instrument === instrument);
  const others = side === 'left' ? players.slice(0, at) : players.slice(at + 1);
  return others.length === 1 ? others[0]?.instrument : undefined;
}

/** The sound that comes in first, or last and goes on longest; undefined where it is the only one or another outlasts the last. */
export function soundAt({ sounds }: Performance, rank: 'first' | 'last'): Sound | undefined {
  if (sounds.length < 2) return undefined;
  if (rank === 'first') return sounds[0];
  const last = sounds[sounds.length - 1];
  return last !== undefined && sounds.every(({ end }) => end <= last.end) ? last : undefined;
}

/** Levels that differ by less are not compared. */
export const LOUDNESS_GAP_DB = 3;

/** The loudest or quietest sound, where it is so by a clear margin. */
export function soundOfLevel({ sounds }: Performance, which: 'loudest' | 'lowest'): Sound | undefined {
  const direction = which === 'loudest' ? 1 : -1;
  const [best, next] = [...sounds].sort((a, b) => direction * (b.levelDb - a.levelDb));
  if (best === undefined || next === undefined) return undefined;
  return Math.abs(best.levelDb - next.levelDb) >= LOUDNESS_GAP_DB ? best : undefined;
}
