// The two published settings: S4, where one object sounds and training knows the mask of the first frame alone, and
// MS3, where several may sound and all masks are known (spec: task-avs sections 3.8, 4 and 5).
import { DG_SCT_VARIANTS, type DgSctOptions } from '@dg-sct/dg-sct-attention';
import type { MatchingOptions } from './matching.ts';

export type AvsSetting = 's4' | 'ms3';

export interface AvsRecipe {
  /** How strongly the gates of temporal attention amplify. */
  readonly gamma: number;
  /** Which frames' masks the loss compares. */
  readonly supervision: 'first' | 'all';
  /** Published with MS3 only. */
  readonly matching?: MatchingOptions;
  /** How the layers between the encoders are built. */
  readonly adapters: DgSctOptions;
  /** Parts of names whose parameters stay as they are. */
  readonly frozen: RegExp;
}

const LAYERS: DgSctOptions = { groups: 2, learnedTokens: 32, batchNorm: false, gate: false };

export const AVS_RECIPES: Readonly<Record<AvsSetting, AvsRecipe>> = {
  s4: {
    gamma: 0.05,
    supervision: 'first',
    adapters: { ...LAYERS, variant: DG_SCT_VARIANTS.avsS4, reduction: 8 },
    frozen: /swin/,
  },
  ms3: {
    gamma: 0.1,
    supervision: 'all',
    matching: { measure: 'kl', weight: 0.5 },
    adapters: { ...LAYERS, variant: DG_SCT_VARIANTS.avsMs3, reduction: 2 },
    frozen: /swin|htsat/,
  },
};

/** Whether the published recipe trains the parameter of this name. S4 trains the audio encoder, its spectrogram included. */
export function isTrainedForAvs(setting: AvsSetting, name: string): boolean {
  return !AVS_RECIPES[setting].frozen.test(name);
}
