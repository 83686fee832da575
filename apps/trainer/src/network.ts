// From a config to a network: encoders with their weights, DG-SCT layers, head.
import { DG_SCT_VARIANTS } from '@dg-sct/dg-sct-attention';
import { HTSAT_VARIANTS, htsat } from '@dg-sct/encoder-htsat';
import { SWIN_V2_VARIANTS, type SwinV2, type SwinV2Variant, swinV2 } from '@dg-sct/encoder-swin-v2';
import type { Module } from '@dg-sct/nn';
import { AveNetwork } from '@dg-sct/task-ave';
import { loadModule } from '@dg-sct/training';
import { type TinyEncoderName, tinyWeights } from '@dg-sct/weights-tiny';
import type { AveConfig } from './config/schema.ts';
import { UsageError } from './errors.ts';

/** Parts of an encoder that DG-SCT never runs; a file may hold them for other classes, or not at all. */
const CLASSIFIERS = [/^head\./, /^tscam_conv\./];
/** Tables that follow from the configuration. */
const COMPUTED = [
  /attn_mask$/,
  /relative_(position_index|coords_table)$/,
  /^(spectrogram_extractor|logmel_extractor)\./,
];

/** The network of a config, encoders loaded and everything else drawn from the seed. */
export async function buildNetwork(config: AveConfig, classes: readonly string[]): Promise<AveNetwork> {
  const { adapter, crossModal, temporal } = config.model;
  const visual = visualEncoder(config);
  const audio = audioEncoder(config);
  await loadEncoder(visual, 'swin-v2', config.visual.weights);
  await loadEncoder(audio, 'htsat', config.audio.weights);
  const { gamma, ...temporalOptions } = temporal;
  const { encoderTraining, losses } = config.training;
  const network = new AveNetwork({
    visual,
    audio,
    crossModal,
    visualGate: config.model.visualGate,
    adapters: { ...adapter, variant: DG_SCT_VARIANTS[adapter.variant] },
    encoderTraining,
    head: {
      ...temporalOptions,
      temporalGamma: gamma,
      gateLoss: losses.gate,
      clipClass: losses.clipClass,
      classes,
      segments: config.input.segments,
    },
  });
  return network.initialize(config.training.seed);
}

function visualEncoder({ visual }: AveConfig): SwinV2 {
  const { dropPathRate } = visual;
  if (visual.config !== undefined) return swinV2({ ...visual.config, dropPathRate, classes: 0 });
  const name = visual.variant ?? '';
  if (!Object.hasOwn(SWIN_V2_VARIANTS, name)) {
    throw new UsageError(
      `visual.variant is "${name}"; the Swin V2 variants are ${Object.keys(SWIN_V2_VARIANTS).join(', ')}`,
    );
  }
  return swinV2({ ...SWIN_V2_VARIANTS[name as SwinV2Variant], dropPathRate });
}

function audioEncoder({ audio, input }: AveConfig): ReturnType<typeof htsat> {
  const { dropPathRate, trainMode, readoutNorm } = audio;
  const modes = { dropPathRate, trainMode, readoutNorm };
  if (audio.config === undefined) return htsat({ ...HTSAT_VARIANTS[audio.variant ?? 'audioset'], ...modes });
  const { sampleRate, hop, fftSize, melBins, fmin, fmax } = input;
  const sound = { sampleRate, hop, fftSize, melBins, fmin, fmax };
  return htsat({ ...sound, ...audio.config, ...modes, classes: 1, lossType: 'clip_ce' });
}

async function loadEncoder(encoder: Module, name: TinyEncoderName, weights?: string): Promise<void> {
  if (weights === undefined) return;
  const path = weights === 'tiny' ? tinyWeights(name).path : weights;
  await loadModule(path, encoder, { ignore: CLASSIFIERS, optional: [...CLASSIFIERS, ...COMPUTED] });
}
