// Turns the notes of one voice into a track: a phrase, a series of hits or a
// texture, at random pitches, velocities and rhythm, silent outside its length.
import type { Note } from './note-bank.ts';
import { SAMPLE_RATE } from './note-bank.ts';
import { Random, type Range } from './random.ts';
import type { Manner, Voice } from './voices.ts';

/** One track to play. */
export interface TrackPlan {
  readonly seconds: number;
  /** Part of the voice's pitch range that is used, within 0 ... 1. */
  readonly pitch: Range;
  /** RMS of the whole track in dB of full scale. */
  readonly levelDb: number;
  /** Names the random stream of pitches and rhythm. */
  readonly seed: string;
}

interface MannerRule {
  /** Seconds from onset to onset; below one, so that no second stays silent. */
  readonly interval: Range;
  /** Seconds a note is held, in intervals; the rest is a gap or an overlap. */
  readonly hold: Range;
  readonly chordProbability: number;
}

const MANNERS: Record<Manner, MannerRule> = {
  phrase: { interval: [0.2, 0.6], hold: [0.7, 1.15], chordProbability: 0.3 },
  hits: { interval: [0.18, 0.5], hold: [2, 2.5], chordProbability: 0 },
  texture: { interval: [0.75, 0.95], hold: [1.2, 1.3], chordProbability: 0 },
};
/** Intervals of a chord above its lowest note, in semitones. */
const CHORDS: readonly (readonly number[])[] = [[4, 7], [3, 7], [7], [12]];
const ATTACK = Math.round(0.004 * SAMPLE_RATE);
const RELEASE = Math.round(0.04 * SAMPLE_RATE);
const SEMITONES = 12;

/** Plays `voice` from its recorded `notes`: `[seconds * SAMPLE_RATE]`. */
export function playTrack(voice: Voice, notes: readonly Note[], plan: TrackPlan): Float32Array {
  const random = new Random(plan.seed);
  const rule = MANNERS[voice.manner];
  const track = new Float32Array(Math.round(plan.seconds * SAMPLE_RATE));
  const [low, high] = pitchRange(voice, plan.pitch);
  const tempo = random.within(rule.interval);
  for (let time = 0; time < plan.seconds; ) {
    const interval = Math.min(rule.interval[1], tempo * random.uniform(0.8, 1.25));
    const onset = Math.round(time * SAMPLE_RATE);
    const length = Math.round(interval * random.within(rule.hold) * SAMPLE_RATE);
    const gain = random.uniform(0.55, 1);
    const root = random.uniform(low, high);
    const chord = random.chance(rule.chordProbability) ? random.pick(CHORDS) : [];
    for (const step of [0, ...chord]) {
      const pitch = root + step > voice.pitches[1] ? root + step - SEMITONES : root + step;
      addNote(track, notes, { onset, length, pitch, gain });
    }
    time += interval;
  }
  return setLevel(track, plan.levelDb);
}

function pitchRange({ pitches: [low, high] }: Voice, [from, to]: Range): Range {
  return [low + (high - low) * from, low + (high - low) * to];
}

interface PlayedNote {
  readonly onset: number;
  readonly length: number;
  readonly pitch: number;
  readonly gain: number;
}

/** Adds the nearest recorded note, resampled to the pitch (linear), with short fades at both ends. */
function addNote(
  track: Float32Array,
  notes: readonly Note[],
  { onset, length, pitch, gain }: PlayedNote,
): void {
  const { key, samples } = nearestNote(notes, pitch);
  const rate = 2 ** ((pitch - key) / SEMITONES);
  const available = Math.floor((samples.length - 1) / rate);
  const count = Math.min(length, available, track.length - onset);
  for (let i = 0; i < count; i++) {
    const position = i * rate;
    const before = Math.floor(position);
    const part = position - before;
    const value = (samples[before] as number) * (1 - part) + (samples[before + 1] as number) * part;
    const fade = Math.min(1, (i + 1) / ATTACK, (count - i) / RELEASE);
    track[onset + i] = (track[onset + i] as number) + value * gain * fade;
  }
}

function nearestNote(notes: readonly Note[], pitch: number): Note {
  let best = notes[0];
  for (const note of notes) {
    if (best === undefined || Math.abs(note.key - pitch) < Math.abs(best.key - pitch)) best = note;
  }
  if (best === undefined) throw new RangeError('A voice needs at least one recorded note.');
  return best;
}

/** Scales in place so that the RMS is `levelDb`. */
function setLevel(track: Float32Array, levelDb: number): Float32Array {
  const energy = track.reduce((sum, value) => sum + value * value, 0);
  if (energy === 0) return track;
  const gain = amplitudeOf(levelDb) / Math.sqrt(energy / track.length);
  return track.map((value) => value * gain);
}

/** dB of full scale to an amplitude. */
function amplitudeOf(levelDb: number): number {
  return 10 ** (levelDb / 20);
}

/** Background noise: white noise of the given RMS through a one-pole low-pass. */
export interface SoundNoise {
  readonly levelDb: number;
  /** Hz. */
  readonly cutoff: number;
  readonly seed: string;
}

/** Adds noise to all samples. */
export function addSoundNoise(samples: Float32Array, { levelDb, cutoff, seed }: SoundNoise): void {
  const random = new Random(seed);
  const keep = Math.exp((-2 * Math.PI * cutoff) / SAMPLE_RATE);
  // Uniform noise has variance 1/3; the filter y = keep*y + x passes 1/(1 - keep^2) of it.
  const gain = amplitudeOf(levelDb) * Math.sqrt(3 * (1 - keep * keep));
  let state = 0;
  for (let i = 0; i < samples.length; i++) {
    state = keep * state + random.uniform(-1, 1);
    samples[i] = (samples[i] as number) + state * gain;
  }
}

/** Scales down, in place, whatever would exceed full scale. */
export function limitPeak(samples: Float32Array, peak = 0.99): void {
  const most = samples.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  if (most <= peak) return;
  for (let i = 0; i < samples.length; i++) samples[i] = ((samples[i] as number) * peak) / most;
}
