// The two encoders as known models.
import {
  HTSAT_NAMES,
  HTSAT_VARIANTS,
  type Htsat,
  type HtsatSizes,
  htsat,
  htsatSizesOf,
  htsatVariantsOf,
} from '@dg-sct/encoder-htsat';
import {
  SWIN_V2_NAMES,
  type SwinV2,
  type SwinV2Sizes,
  swinV2,
  swinV2SizesOf,
  swinV2VariantsOf,
} from '@dg-sct/encoder-swin-v2';
import { type KnownModel, wantedOf } from './known-model.ts';

export const SWIN_V2: KnownModel = {
  name: 'swin-v2',
  title: 'Swin V2',
  names: SWIN_V2_NAMES,
  moduleOf: (shapes) => {
    const sizes = swinV2SizesOf(shapes);
    return sizes && { ...wantedOf(swinOf(sizes)), variants: swinV2VariantsOf(sizes), sizes: { ...sizes } };
  },
};

export const HTSAT: KnownModel = {
  name: 'htsat',
  title: 'HTS-AT',
  names: HTSAT_NAMES,
  moduleOf: (shapes) => {
    const sizes = htsatSizesOf(shapes);
    return sizes && { ...wantedOf(htsatOf(sizes)), variants: htsatVariantsOf(sizes), sizes: { ...sizes } };
  },
};

/** Where shapes leave the window open, one window is the whole image, and the image as small as it can be. */
export function swinOf(sizes: SwinV2Sizes): SwinV2 {
  const imageSize = sizes.imageSize ?? sizes.patchSize * 2 ** (sizes.depths.length - 1);
  return swinV2({ windowSize: imageSize / sizes.patchSize, ...sizes, imageSize });
}

/** Rates and frequencies, which shapes do not tell, are those of the published backbones. */
export const htsatOf = (sizes: HtsatSizes): Htsat => htsat({ ...HTSAT_VARIANTS.audioset, ...sizes });
