// Image classification on drawn pictures, for a tiny Swin V2.
import { type SwinV2Config, swinV2 } from '@dg-sct/encoder-swin-v2';
import { EVENT_CLASSES, loadAssets, type PictureOptions, renderPicture } from '@dg-sct/synthetic';
import { normalizeFrames } from '../prepare/normalize.ts';
import { recolour } from '../prepare/recolour.ts';
import type { Curriculum, LabelledExample } from './curriculum.ts';

/** The event classes, which come first among all pictures, and as many other things as training has time for. */
const CLASSES = 32;

const CONFIG = {
  imageSize: 64,
  patchSize: 4,
  embedDim: 32,
  depths: [1, 1, 2],
  heads: [2, 4, 8],
  windowSize: 8,
  classes: CLASSES,
  dropPathRate: 0.05,
} as const satisfies SwinV2Config;

/** What an encoder learns from; test clips are drawn in a style that is not among them. */
const KNOWN_STYLES = ['noto', 'fluent', 'fluent-flat', 'noto-v1', 'emojione'] as const;
const UNSEEN_STYLE = 'twemoji';

/** Whatever clips show behind things, and more: an encoder of the world has seen it all. */
const BACKGROUND = {
  families: ['gradient', 'clouds', 'stripes', 'tiles'],
  hue: [0, 1],
  saturation: [0.1, 0.6],
  lightness: [0.2, 0.9],
} as const;
const PIXEL_NOISE = [0, 10] as const;
/** Side of the one object, in parts of the picture's side: as small as in clips, and larger. */
const OBJECT_SIZE = [0.3, 0.8] as const;
const SMALL = [0.34, 0.52] as const;
const PLACE = [0.2, 0.8] as const;

/** Part of the training pictures without colour. */
const GREY = 0.25;

export async function pictureCurriculum(): Promise<Curriculum> {
  const assets = await loadAssets({
    looks: [{ styles: [...KNOWN_STYLES, UNSEEN_STYLE], inks: 0 }],
    pictures: CLASSES,
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
        {
          size: imageSize,
          classes: all,
          styles: KNOWN_STYLES,
          background: BACKGROUND,
          pixelNoise: PIXEL_NOISE,
          objectSize: OBJECT_SIZE,
          place: PLACE,
          objects: [1, 1],
          ...options,
        },
        assets,
      );
      const frames = { dtype: 'U8', shape: [imageSize, imageSize, 3], data: pixels } as const;
      return { input: normalizeFrames(frames), labels };
    };
  /** Training pictures vary in colour and contrast, so that shape counts for more than a drawing style's palette. */
  const jittered = (random: Parameters<typeof renderPicture>[0]): LabelledExample => {
    const { input, labels } = picture({ tilt: 0.45 })(random);
    const gains = [0, 1, 2].map(() => random.uniform(0.6, 1.4));
    const shifts = [0, 1, 2].map(() => random.uniform(-0.4, 0.4));
    const isGrey = random.chance(GREY);
    recolour(
      input,
      isGrey,
      gains.map((gain, channel) => ({ gain, shift: shifts[channel] ?? 0 })),
    );
    return { input, labels };
  };
  return {
    encoder,
    config: CONFIG,
    inputShape: [imageSize, imageSize, 3],
    classes: CONFIG.classes,
    logits: (input, context) => encoder.forward(input, context),
    example: jittered,
    tests: {
      'known styles, all classes': picture({}),
      'known styles, event classes': picture({ classes: events }),
      'known styles, event classes, small': picture({ classes: events, objectSize: SMALL }),
      'unseen style, event classes': picture({ classes: events, styles: [UNSEEN_STYLE] }),
      'unseen style, event classes, small': picture({
        classes: events,
        styles: [UNSEEN_STYLE],
        objectSize: SMALL,
      }),
    },
    computed: /attn_mask$/,
  };
}
