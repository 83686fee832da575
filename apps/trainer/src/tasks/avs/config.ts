// The keys of a config for audio-visual segmentation, in both published settings. What differs between them in defaults
// is as published for each.
import type { z } from 'zod';
import { fixed, flag, group, oneOf, real, whole } from '../../config/fields.ts';
import {
  audio,
  checkSections,
  data,
  inputFields,
  modelFields,
  trainingFields,
  visual,
} from '../../config/sections.ts';

/** Published defaults of a setting. */
interface Defaults {
  readonly audioEncoder: 'frozen' | 'trained';
  readonly sound: 'logmel' | 'samples';
  readonly gamma: number;
  readonly matching: {
    readonly weight: number;
    readonly measure: 'kl' | 'euclidean' | 'cosine';
    readonly threshold: boolean;
  };
}

const input = ({ sound }: Defaults) =>
  group({
    ...inputFields(5, 'because AVSBench labels five seconds'),
    /** Edge of the masks, pixels: those of the cache, and those that the network answers. */
    maskSize: whole(4),
    /** What the cache holds of a second of sound. Only from samples can a spectrogram be made that is trained. */
    sound: oneOf(['logmel', 'samples']).default(sound),
  });

const model = ({ gamma }: Defaults) =>
  group({
    ...modelFields,
    decoder: group({
      /** Channels of the maps. */
      dim: whole(2),
      /** Width of the sound inside of the decoder. */
      audioHidden: whole(1),
      /** Channels of the two output convolutions. */
      wide: whole(1),
      narrow: whole(1),
      /** Temporal attention. */
      temporalDim: whole(2),
      feedForward: whole(1),
      heads: whole(1),
      gamma: real({ least: 0 }).default(gamma),
    }),
  });

const training = ({ audioEncoder, matching }: Defaults) =>
  group({
    ...trainingFields,
    keepFeatures: fixed(false, 'because the decoder reads every stage of the encoders').default(false),
    /** `M_J` and `M_F` are means over batches, as published; `clipM_J` and `clipM_F` over clips. */
    selectBy: oneOf(['M_J', 'M_F', 'clipM_J', 'clipM_F']).default('clipM_J'),
    /** Whether the audio encoder learns, its spectrogram too where `input.sound` is `samples`. */
    audioEncoder: oneOf(['frozen', 'trained']).default(audioEncoder),
    losses: group({
      /** Draws sound and what its mask covers together; off at weight 0. */
      matching: group({
        weight: real({ least: 0 }).default(matching.weight),
        measure: oneOf(['kl', 'euclidean', 'cosine']).default(matching.measure),
        normalize: flag().default(false),
        threshold: flag().default(matching.threshold),
        closest: flag().default(false),
        pooling: oneOf(['average', 'max']).default('average'),
      }).prefault({}),
    }).prefault({}),
  });

const schema = <const Name extends string>(task: Name, defaults: Defaults) =>
  group({
    task: oneOf([task]),
    data,
    input: input(defaults),
    visual,
    audio,
    model: model(defaults),
    training: training(defaults),
  }).superRefine(checkSections);

export const avsS4Schema = schema('avs-s4', {
  audioEncoder: 'trained',
  sound: 'samples',
  gamma: 0.05,
  matching: { weight: 0, measure: 'cosine', threshold: true },
});

export const avsMs3Schema = schema('avs-ms3', {
  audioEncoder: 'frozen',
  sound: 'logmel',
  gamma: 0.1,
  matching: { weight: 0.5, measure: 'kl', threshold: false },
});

/** A checked config of either setting. */
export type AvsConfig = z.infer<typeof avsS4Schema> | z.infer<typeof avsMs3Schema>;

/** What decides the cached tensors of a clip. */
export type AvsInput = AvsConfig['input'];
