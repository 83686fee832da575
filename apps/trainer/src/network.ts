// From a config to a network: encoders with their weights, DG-SCT layers, head.

import type { ModelNames } from '@dg-sct/checkpoint';
import { HTSAT_NAMES, HTSAT_VARIANTS, type Htsat, htsat } from '@dg-sct/encoder-htsat';
import {
  SWIN_V2_NAMES,
  SWIN_V2_VARIANTS,
  type SwinV2,
  type SwinV2Variant,
  swinV2,
} from '@dg-sct/encoder-swin-v2';
import type { Module } from '@dg-sct/nn';
import { loadModule } from '@dg-sct/training';
import { type TinyEncoderName, tinyWeights } from '@dg-sct/weights-tiny';
import type { BaseConfig } from './config/sections.ts';
import { UsageError } from './errors.ts';
import { weightsIn } from './run-folder.ts';
import { taskOf } from './tasks/registry.ts';
import type { TaskNetwork, WholeEncoders } from './tasks/task.ts';

/** Parts of an encoder that DG-SCT never runs; a file may hold them for other classes, or not at all. */
const CLASSIFIERS = [/^head\./, /^tscam_conv\./];

/** The network of a config: encoders loaded, everything else drawn from the seed, then what it begins with. */
export async function buildNetwork(config: BaseConfig, classes: readonly string[]): Promise<TaskNetwork> {
  const task = await taskOf(config.task);
  const encoders = encodersOf(config);
  await loadEncoder(encoders.visual, 'swin-v2', SWIN_V2_NAMES, config.visual.weights);
  await loadEncoder(encoders.audio, 'htsat', HTSAT_NAMES, config.audio.weights);
  const network = task.assemble(config, classes, encoders).initialize(config.training.seed);
  const { initialCheckpoint: from } = config.training;
  if (from !== undefined) await loadModule(await weightsIn(from), network, { partial: 'any' });
  return network;
}

/** The network of a config with all weights, the encoders' too, from one file. */
export async function loadNetwork(
  config: BaseConfig,
  classes: readonly string[],
  path: string,
): Promise<TaskNetwork> {
  const task = await taskOf(config.task);
  const network = task.assemble(config, classes, encodersOf(config));
  await loadModule(path, network, task.published === undefined ? {} : { names: task.published.names });
  return network.initialize(config.training.seed); // masks and other tables, which are never read
}

const encodersOf = (config: BaseConfig): WholeEncoders => ({
  visual: visualEncoder(config),
  audio: audioEncoder(config),
});

function visualEncoder({ visual }: BaseConfig): SwinV2 {
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

function audioEncoder({ audio, input }: BaseConfig): Htsat {
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
