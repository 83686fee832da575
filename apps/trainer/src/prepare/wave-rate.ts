// The rate of sound that data sets are published with as arrays.
import type { InputConfig } from '../config/sections.ts';
import { UsageError } from '../errors.ts';

/** Hz. */
const WAVE_RATE = 32_000;

/** Waves are not resampled. @throws {UsageError} for a config that wants another rate. */
export function checkWaveRate({ sampleRate }: InputConfig): void {
  if (sampleRate === WAVE_RATE) return;
  throw new UsageError(
    `input.sampleRate is ${sampleRate}, but the sound in .npy files has ${WAVE_RATE} Hz and is not resampled; set it to ${WAVE_RATE}, or leave videos alone in the data folder to prepare from them`,
  );
}
