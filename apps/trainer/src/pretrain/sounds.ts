// Sound tagging on mixed recordings of notes and effects, for a tiny HTS-AT.
import { type HtsatConfig, htsat, LogMelExtractor } from '@dg-sct/encoder-htsat';
import { EVENT_CLASSES, loadAssets, renderSound, type SoundOptions } from '@dg-sct/synthetic';
import type { Curriculum, LabelledExample } from './curriculum.ts';

/** The event classes, which come first among all sounds, and as many others as training has time for. */
const CLASSES = 40;

const CONFIG = {
  sampleRate: 32000,
  hop: 320,
  fftSize: 1024,
  melBins: 32,
  fmin: 50,
  fmax: 14000,
  specSize: 64,
  embedDim: 32,
  depths: [1, 1, 2],
  heads: [2, 4, 8],
  windowSize: 8,
  classes: CLASSES,
  // The head's outputs are logits, which the softmax loss takes.
  lossType: 'clip_ce',
  dropPathRate: 0.05,
  // Published widths of the blanked stripes are made for 1001 frames, ten times ours.
  trainMode: { specAugment: false },
} as const satisfies HtsatConfig;

/** Frames of one second. */
const FRAMES = CONFIG.sampleRate / CONFIG.hop + 1;

export async function soundCurriculum(): Promise<Curriculum> {
  const assets = await loadAssets({ looks: [], sounds: 'all' });
  const encoder = htsat(CONFIG);
  encoder.setTrainable(false, (name) => /^(spectrogram_extractor|logmel_extractor|head)\./.test(name));
  const extractor = new LogMelExtractor(CONFIG);
  const events = [...EVENT_CLASSES.keys()];
  const all = Array.from({ length: CLASSES }, (_, index) => index);
  const sound =
    (options: SoundOptions) =>
    (random: Parameters<typeof renderSound>[0]): LabelledExample => {
      const { samples, labels } = renderSound(random, { seconds: 1, classes: all, ...options }, assets);
      return { input: extractor.extract(samples), labels };
    };
  return {
    encoder,
    config: CONFIG,
    inputShape: [FRAMES, CONFIG.melBins],
    classes: CONFIG.classes,
    logits: (input, context) => encoder.forward(input, context).clipwise,
    example: sound({ sounds: [1, 2] }),
    tests: {
      'all classes': sound({ sounds: [1, 1] }),
      'event classes': sound({ sounds: [1, 1], classes: events }),
    },
    computed: /^(spectrogram_extractor|logmel_extractor)\.|relative_position_index$|attn_mask$/,
  };
}
