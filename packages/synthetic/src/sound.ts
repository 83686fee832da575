// Labelled sounds to pre-train an audio encoder on.
import type { Assets } from './assets.ts';
import { SOUND_CLASSES } from './event-classes.ts';
import { SAMPLE_RATE } from './note-bank.ts';
import type { Random, Range } from './random.ts';
import { mixInto, trackOf } from './render.ts';
import { addSoundNoise, limitPeak } from './soundtrack.ts';

/** How sounds are mixed; the defaults span loudness and noise of all clips. */
export interface SoundOptions {
  readonly seconds?: number;
  /** Sounds mixed, of different classes (whole, both ends included). */
  readonly sounds?: Range;
  /** Class indices to draw from; all of `SOUND_CLASSES` unless given. */
  readonly classes?: readonly number[];
  /** Part of every voice's pitch range that is used. */
  readonly pitch?: Range;
  /** RMS of each sound in dB of full scale. */
  readonly levelDb?: Range;
  /** RMS of the noise in dB of full scale, and its low-pass in Hz. */
  readonly noiseDb?: Range;
  readonly noiseCutoff?: Range;
}

/** A mixture with the classes heard in it. */
export interface LabelledSound {
  /** `[seconds * SAMPLE_RATE]`, mono, -1 ... 1. */
  readonly samples: Float32Array;
  /** Indices into `SOUND_CLASSES`, ascending. */
  readonly labels: readonly number[];
}

const ALL_CLASSES = [...SOUND_CLASSES.keys()];

/**
 * Mixes one sound; the stream and options alone decide what is heard.
 * @throws {SyntheticError} SYNTHETIC_ASSET when `assets` lacks a class.
 */
export function renderSound(random: Random, options: SoundOptions, assets: Assets): LabelledSound {
  const { seconds = 1, sounds = [1, 2], classes = ALL_CLASSES, pitch = [0, 1] } = options;
  const { levelDb = [-32, -16], noiseDb = [-62, -40], noiseCutoff = [500, 14_000] } = options;
  const samples = new Float32Array(Math.round(seconds * SAMPLE_RATE));
  const labels = random.sample(classes, random.integer(...sounds));
  for (const label of labels) {
    const track = {
      seconds,
      pitch,
      levelDb: random.within(levelDb),
      seed: `${random.name}/${random.bits()}`,
    };
    mixInto(samples, trackOf(assets, SOUND_CLASSES[label] ?? `${label}`, track), 0);
  }
  const noise = { levelDb: random.within(noiseDb), cutoff: random.within(noiseCutoff) };
  addSoundNoise(samples, { ...noise, seed: `${random.name}/${random.bits()}` });
  limitPeak(samples);
  return { samples, labels: labels.sort((a, b) => a - b) };
}
