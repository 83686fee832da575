// From a config to a network: encoders with their weights, DG-SCT layers, head.

import type { ModelNames } from '@dg-sct/checkpoint';
import { DG_SCT_VARIANTS } from '@dg-sct/dg-sct-attention';
import { HTSAT_NAMES, HTSAT_VARIANTS, type Htsat, htsat } from '@dg-sct/encoder-htsat';
import {
  SWIN_V2_NAMES,
  SWIN_V2_VARIANTS,
  type SwinV2,
  type SwinV2Variant,
  swinV2,
} from '@dg-sct/encoder-swin-v2';
import type { Module } from '@dg-sct/nn';
import { AVE_NAMES, AveNetwork } from '@dg-sct/task-ave';
import { loadModule } from '@dg-sct/training';
import { type TinyEncoderName, tinyWeights } from '@dg-sct/weights-tiny';
import type { AveConfig } from './config/schema.ts';
import { UsageError } from './errors.ts';

/** Parts of an encoder that DG-SCT never runs; a file may hold them for other classes, or not at all. */
const CLASSIFIERS = [/^head\./, /^tscam_conv\./];

/** The network of a config: encoders loaded, everything else drawn from the seed, then what it begins with. */
export async function buildNetwork(config: AveConfig, classes: readonly string[]): Promise<AveNetwork> {
  const visual = visualEncoder(config);
  const audio = audioEncoder(config);
  await loadEncoder(visual, 'swin-v2', SWIN_V2_NAMES, config.visual.weights);
  await loadEncoder(audio, 'htsat', HTSAT_NAMES, config.audio.weights);
  const network = assemble(config, classes, visual, audio).initialize(config.training.seed);
  const { initialCheckpoint } = config.training;
  if (initialCheckpoint !== undefined) await loadModule(initialCheckpoint, network, { partial: 'any' });
  return network;
}

/** The network of a config with all weights, the encoders' too, from one file. */
export async function loadNetwork(
  config: AveConfig,
  classes: readonly string[],
  path: string,
): Promise<AveNetwork> {
  const network = assemble(config, classes, visualEncoder(config), audioEncoder(config));
  await loadModule(path, network, { names: AVE_NAMES });
  return network.initialize(config.training.seed); // masks and other tables, which are never read
}

function assemble(
  { model: { adapter, crossModal, visualGate, temporal }, input, training }: AveConfig,
  classes: readonly string[],
  visual: SwinV2,
  audio: Htsat,
): AveNetwork {
  const { gamma, ...temporalOptions } = temporal;
  const { encoderTraining, losses } = training;
  return new AveNetwork({
    visual,
    audio,
    crossModal,
    visualGate,
    adapters: { ...adapter, variant: DG_SCT_VARIANTS[adapter.variant] },
    encoderTraining,
    head: {
      ...temporalOptions,
      temporalGamma: gamma,
      gateLoss: losses.gate,
      clipClass: losses.clipClass,
      classes,
      segments: input.segments,
    },
  });
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

function audioEncoder({ audio, input }: AveConfig): Htsat {
  const { dropPathRate, trainMode, readoutNorm } = audio;
  const modes = { dropPathRate, trainMode, readoutNorm };
  if (audio.config === undefined) return htsat({ ...HTSAT_VARIANTS[audio.variant ?? 'audioset'], ...modes });
  const { sampleRate, hop, fftSize, melBins, fmin, fmax } = input;
  const sound = { sampleRate, hop, fftSize, melBins, fmin, fmax };
  return htsat({ ...sound, ...audio.config, ...modes, classes: 1, lossType: 'clip_ce' });
}

/** From a file of any library whose names are known; `tiny` are the weights that come with this package. */
async function loadEncoder(
  encoder: Module,
  name: TinyEncoderName,
  names: ModelNames,
  weights?: string,
): Promise<void> {
  if (weights === undefined) return;
  const path = weights === 'tiny' ? tinyWeights(name).path : weights;
  const optional = [...names.optional, ...CLASSIFIERS];
  await loadModule(path, encoder, {
    names: { ...names, unused: [...names.unused, ...CLASSIFIERS], optional },
  });
}
