// The published sizes, under the names of timm 0.6.12 (spec: encoder-swin-v2 section 1).
import type { SwinV2Config } from './config.ts';
import { SwinV2Error } from './errors.ts';
import { SwinV2 } from './model.ts';

const TINY = { embedDim: 96, depths: [2, 2, 6, 2], heads: [3, 6, 12, 24], classes: 1000 };
const SMALL = { ...TINY, depths: [2, 2, 18, 2] };
const BASE = { embedDim: 128, depths: [2, 2, 18, 2], heads: [4, 8, 16, 32], classes: 1000 };
const LARGE = { embedDim: 192, depths: [2, 2, 18, 2], heads: [6, 12, 24, 48], classes: 1000 };

const AT_256 = { imageSize: 256 };
const PRETRAINED_22K = { imageSize: 192, windowSize: 12, classes: 21841 };
/** Fine-tuned at another window size than the 12 of the pre-training (6 in the last stage). */
const FROM_12 = { pretrainedWindowSizes: [12, 12, 12, 6] };
const TO_16 = { ...FROM_12, imageSize: 256, windowSize: 16 };
const TO_24 = { ...FROM_12, imageSize: 384, windowSize: 24 };

export const SWIN_V2_VARIANTS = {
  swinv2_tiny_window8_256: { ...TINY, ...AT_256, windowSize: 8 },
  swinv2_tiny_window16_256: { ...TINY, ...AT_256, windowSize: 16 },
  swinv2_small_window8_256: { ...SMALL, ...AT_256, windowSize: 8 },
  swinv2_small_window16_256: { ...SMALL, ...AT_256, windowSize: 16 },
  swinv2_base_window8_256: { ...BASE, ...AT_256, windowSize: 8 },
  swinv2_base_window16_256: { ...BASE, ...AT_256, windowSize: 16 },
  swinv2_base_window12_192_22k: { ...BASE, ...PRETRAINED_22K },
  swinv2_base_window12to16_192to256_22kft1k: { ...BASE, ...TO_16 },
  swinv2_base_window12to24_192to384_22kft1k: { ...BASE, ...TO_24 },
  swinv2_large_window12_192_22k: { ...LARGE, ...PRETRAINED_22K },
  swinv2_large_window12to16_192to256_22kft1k: { ...LARGE, ...TO_16 },
  swinv2_large_window12to24_192to384_22kft1k: { ...LARGE, ...TO_24 },
} as const satisfies Record<string, SwinV2Config>;

export type SwinV2Variant = keyof typeof SWIN_V2_VARIANTS;

/** Builds a published variant by name, or a model of your own sizes. It has no weights yet: load or initialize them. */
export function swinV2(model: SwinV2Variant | SwinV2Config): SwinV2 {
  if (typeof model !== 'string') return new SwinV2(model);
  const config: SwinV2Config | undefined = SWIN_V2_VARIANTS[model];
  if (config === undefined) {
    throw new SwinV2Error(
      'BAD_CONFIG',
      `there is no Swin V2 called "${model}"; the names are ${Object.keys(SWIN_V2_VARIANTS).join(', ')}`,
    );
  }
  return new SwinV2(config);
}
