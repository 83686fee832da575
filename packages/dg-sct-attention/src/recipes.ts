// The options with which each task's published training builds its layers (spec:
// dg-sct-attention section 1.5, last rows): sizes and switches beside what makes
// the variant. Data only; `gate` speaks of the audio side, as in DualEncoder.
import type { DgSctOptions } from './layer.ts';
import { DG_SCT_VARIANTS } from './variants.ts';

const NARROW = { reduction: 8, groups: 2 };
const NORMALIZED_AND_GATED = { batchNorm: true, gate: true };
const PLAIN = { batchNorm: false, gate: false };

/** Ready for `DualEncoder`'s `adapters`. Pre-training and zero-shot share one. */
export const DG_SCT_RECIPES = {
  ave: { variant: DG_SCT_VARIANTS.ave, ...NARROW, learnedTokens: 32, ...NORMALIZED_AND_GATED },
  avvp: { variant: DG_SCT_VARIANTS.avvp, ...NARROW, learnedTokens: 32, ...NORMALIZED_AND_GATED },
  avsS4: { variant: DG_SCT_VARIANTS.avsS4, ...NARROW, learnedTokens: 32, ...PLAIN },
  avsMs3: { variant: DG_SCT_VARIANTS.avsMs3, reduction: 2, groups: 2, learnedTokens: 32, ...PLAIN },
  avqa: { variant: DG_SCT_VARIANTS.avqa, reduction: 8, groups: 4, learnedTokens: 2, ...PLAIN },
  fewShot: { variant: DG_SCT_VARIANTS.fewShot, ...NARROW, learnedTokens: 2, ...NORMALIZED_AND_GATED },
  pretrain: { variant: DG_SCT_VARIANTS.pretrain, ...NARROW, learnedTokens: 2, ...NORMALIZED_AND_GATED },
} as const satisfies Record<keyof typeof DG_SCT_VARIANTS, DgSctOptions>;
