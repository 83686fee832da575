// The whole network of stage 2, from waveforms, pictures and questions to answers, in evaluation and in training with
// given mixup weights; with gradients and the statistics that training leaves behind.
import { fillModule, type GoldenFile, goldenInput, object, uniform } from '@dg-sct/goldens';
import { type Context, RandomStream } from '@dg-sct/nn';
import { AvqaNetwork } from '@dg-sct/task-avqa';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareState } from '../../run/compare.ts';
import { has } from '../../run/config.ts';
import { tensorOf } from '../../run/evaluate.ts';
import { Recording } from '../../run/record.ts';
import { htsatOf, swinOf } from './encoders.ts';
import { avqaHeadOf } from './head-config.ts';
import { framesOf, integersOf, rowsOf } from './inputs.ts';
import { layerOptionsOf } from './layer.ts';
import { compareRun } from './module-run.ts';
import { answersOf } from './stage2-head.ts';

export const stage2Network: EntryKind = {
  what: 'question-answering network',
  scope: 'network',
  fits: ({ config }) => has(config, 'swin', 'htsat', 'head', 'adapter'),
  check: async (report) => {
    const { file } = report;
    const { swin, htsat, adapter, head } = file.config;
    const layers = object(adapter, 'adapter');
    const mixup = mixupWeights(file);
    const audio = htsatOf(htsat, mixup !== undefined);
    const network = new AvqaNetwork({
      visual: swinOf(swin),
      audio,
      adapters: { ...layerOptionsOf(layers, 'downsample'), gate: layers.is_gate === 1 },
      head: avqaHeadOf(object(head, 'head')),
    });
    fillModule(network, file.prefix);
    const context: Context = {
      training: file.mode === 'train',
      ...(mixup === undefined ? {} : { random: new GivenMixup(mixup) }),
    };
    const recording = new Recording(network);
    await compareRun(report, {
      module: network,
      parameterPrefix: '',
      forward: () => {
        const { outputs, features, negativeTokens } = network.forward(
          {
            frames: framesOf(tensorOf(goldenInput(file, 'visual_posi'))),
            negatives: framesOf(tensorOf(goldenInput(file, 'visual_nega'))),
            audio: audio.logMel(rowsOf(tensorOf(goldenInput(file, 'wave')))),
            question: integersOf(goldenInput(file, 'question')),
          },
          context,
        );
        return {
          ...answersOf(outputs),
          'mid.htsat_image': recording.input('htsat.patch_embed'),
          'mid.audio_pooled': features.audio,
          'mid.visual_tokens_posi': features.visualTokens,
          ...(negativeTokens === undefined ? {} : { 'mid.visual_tokens_nega': negativeTokens }),
          ...(features.audioMap === undefined ? {} : { 'mid.audio_map': features.audioMap }),
        };
      },
    });
    await compareState(report, audio.inputNorm, 'bn0.');
  },
};

/** Weights are values of `uniform`, not of the signed fill; undefined for a file that mixes nothing. */
function mixupWeights({ inputs }: GoldenFile): Float64Array | undefined {
  const described = inputs.find(({ name }) => name === 'mixup_lambda');
  if (described === undefined) return undefined;
  const { raw } = described;
  const name = /^uniform\("([^"]+)"/.exec(String(raw.fill))?.[1];
  if (name === undefined) throw new RangeError(`mixup_lambda is not understood: ${String(raw.fill)}`);
  const [count = 0] = raw.shape as number[];
  return uniform(name, count);
}

/** Noise from which the encoder draws the given weights; they are the squared sines of its angles. */
class GivenMixup extends RandomStream {
  readonly #weights: Float64Array;

  constructor(weights: Float64Array) {
    super(0);
    this.#weights = weights;
  }

  override uniform(): tf.Tensor {
    return tf.tensor1d(
      Float32Array.from(this.#weights, (weight) => (2 / Math.PI) * Math.asin(Math.sqrt(weight))),
    );
  }
}
