// The published backbones (spec: encoder-htsat section 1).
import type { HtsatConfig } from './config.ts';
import { HtsatError } from './errors.ts';
import { Htsat } from './model.ts';

const SHARED = {
  fftSize: 1024,
  melBins: 64,
  fmin: 50,
  fmax: 14000,
  specSize: 256,
  embedDim: 96,
  depths: [2, 2, 6, 2],
  heads: [4, 8, 16, 32],
  windowSize: 8,
} as const;

export type HtsatVariant = 'audioset' | 'esc-50' | 'scv2';

export const HTSAT_VARIANTS: Readonly<Record<HtsatVariant, HtsatConfig>> = {
  audioset: { ...SHARED, sampleRate: 32000, hop: 320, classes: 527, lossType: 'clip_bce' },
  'esc-50': { ...SHARED, sampleRate: 32000, hop: 320, classes: 50, lossType: 'clip_ce' },
  scv2: { ...SHARED, sampleRate: 16000, hop: 160, classes: 35, lossType: 'clip_bce' },
};

/** An HTS-AT by the name of a published backbone or by configuration, without values yet. Throws `HtsatError` `BAD_CONFIG`. */
export function htsat(variant: HtsatVariant | HtsatConfig): Htsat {
  if (typeof variant !== 'string') return new Htsat(variant);
  const config = HTSAT_VARIANTS[variant];
  if (config === undefined) {
    const names = Object.keys(HTSAT_VARIANTS).join(', ');
    throw new HtsatError('BAD_CONFIG', `there is no HTS-AT called "${variant}"; choose one of ${names}`);
  }
  return new Htsat(config);
}
