// Image classification on drawn pictures, for a tiny Swin V2.
import { type SwinV2Config, swinV2 } from '@dg-sct/encoder-swin-v2';
import { IMAGENET_MEAN, IMAGENET_STD } from '@dg-sct/media';
import { EVENT_CLASSES, loadAssets, type PictureOptions, renderPicture } from '@dg-sct/synthetic';
import type { Curriculum, LabelledExample } from './curriculum.ts';

/** The event classes, which come first among all pictures, and as many other things as training has time for. */
const CLASSES = 32;

const CONFIG = {
  imageSize: 64,
  patchSize: 4,
  embedDim: 32,
  depths: [2, 2, 2],
  heads: [2, 4, 8],
  windowSize: 8,
  classes: CLASSES,
  dropPathRate: 0.05,
} as const satisfies SwinV2Config;

/** What an encoder learns from; test clips are drawn in a style that is not among them. */
const KNOWN_STYLES = ['noto', 'fluent', 'noto-v1', 'emojione'] as const;
const UNSEEN_STYLE = 'twemoji';

/** Part of the training during which pictures show a single object. */
const SINGLE_OBJECT_UNTIL = 0.5;

export async function pictureCurriculum(): Promise<Curriculum> {
  const assets = await loadAssets({
    styles: [...KNOWN_STYLES, UNSEEN_STYLE],
    pictures: 'all',
    sounds: 'none',
  });
  const encoder = swinV2(CONFIG);
  const { imageSize } = CONFIG;
  const events = [...EVENT_CLASSES.keys()];
  const all = Array.from({ length: CLASSES }, (_, index) => index);
  const picture =
    (options: PictureOptions) =>
    (random: Parameters<typeof renderPicture>[0]): LabelledExample => {
      const { pixels, labels } = renderPicture(
        random,
        { size: imageSize, classes: all, styles: KNOWN_STYLES, ...options },
        assets,
      );
      return { input: normalizePixels(pixels), labels };
    };
  /** Training pictures vary in colour and contrast, so that shape counts for more than a drawing style's palette. */
  const jittered =
    (options: PictureOptions) =>
    (random: Parameters<typeof renderPicture>[0]): LabelledExample => {
      const { input, labels } = picture(options)(random);
      const gains = [0, 1, 2].map(() => random.uniform(0.8, 1.2));
      const shifts = [0, 1, 2].map(() => random.uniform(-0.25, 0.25));
      return { input: input.map((value, i) => value * (gains[i % 3] ?? 1) + (shifts[i % 3] ?? 0)), labels };
    };
  return {
    encoder,
    config: CONFIG,
    inputShape: [imageSize, imageSize, 3],
    classes: CONFIG.classes,
    logits: (input, context) => encoder.forward(input, context),
    example: (random, progress) => jittered({ objects: [1, progress < SINGLE_OBJECT_UNTIL ? 1 : 2] })(random),
    tests: {
      'known styles, all classes': picture({ objects: [1, 1] }),
      'known styles, event classes': picture({ objects: [1, 1], classes: events }),
      'unseen style, event classes': picture({ objects: [1, 1], classes: events, styles: [UNSEEN_STYLE] }),
    },
    computed: /attn_mask$/,
  };
}

function normalizePixels(pixels: Uint8Array): Float32Array {
  return Float32Array.from(pixels, (value, i) => {
    const channel = i % 3;
    return (value / 255 - (IMAGENET_MEAN[channel] ?? 0)) / (IMAGENET_STD[channel] ?? 1);
  });
}
