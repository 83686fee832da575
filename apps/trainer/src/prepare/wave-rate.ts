// The rate of sound that data sets are published with as arrays: that of AVE is that of all.
import { AVE_WAVE_RATE } from '@dg-sct/datasets';
import type { InputConfig } from '../config/sections.ts';
import { UsageError } from '../errors.ts';

/** Waves are not resampled. @throws {UsageError} for a config that wants another rate. */
export function checkWaveRate({ sampleRate }: InputConfig): void {
  if (sampleRate === AVE_WAVE_RATE) return;
  throw new UsageError(
    `input.sampleRate is ${sampleRate}, but the sound in .npy files has ${AVE_WAVE_RATE} Hz and is not resampled; set it to ${AVE_WAVE_RATE}, or leave videos alone in the data folder to prepare from them`,
  );
}
