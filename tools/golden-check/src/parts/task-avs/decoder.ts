// The whole decoder on encoder features that are given, in evaluation and in training.
import { fillModule } from '@dg-sct/goldens';
import { AvsDecoder, type AvsDecoderOptions } from '@dg-sct/task-avs';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { type Config, has, numberIn, numberOr, numbersIn } from '../../run/config.ts';
import { Recording } from '../../run/record.ts';
import { prefixOf } from './entry.ts';
import { decoderTensors } from './intermediates.ts';
import { checkRun } from './run.ts';

/** Frames of a clip where a config does not say. */
export const SEGMENTS = 5;

export const decoder: EntryKind = {
  what: 'decoder',
  scope: 'module',
  fits: ({ config }) => has(config, 'vc_head', 'ac_head', 'up_head') && !has(config, 'steps'),
  check: async (report) => {
    const { config } = report.file;
    const segments = numberOr(config, 'T', SEGMENTS);
    const stages = numbersIn(config, 'vc_head').map((_, index) => `ms${index + 1}`);
    for (const name of ['eval', 'train']) {
      const module = fillModule(new AvsDecoder(decoderOptions(config)), prefixOf(report.file, name));
      const recording = new Recording(module);
      const size = [...module.namedParameters()].reduce(
        (sum, [key, { size: count, buffer }]) => sum + (buffer || !isOfHead(key) ? 0 : count),
        0,
      );
      report.expectEqual('head_parameter_count', size, report.file.raw.head_parameter_count);
      await checkRun(report, {
        name,
        module,
        inputs: [...stages, 'f_a', 'att'],
        has: isOfHead,
        forward: (input) => {
          const features = { stages: stages.map(input), audio: pooled(input('f_a'), input('att')) };
          const { logits } = module.forward(features, segments, { training: name === 'train' });
          return { pred: logits, ...decoderTensors(recording, stages.length, segments) };
        },
      });
    }
  },
};

/** False for what lies in checkpoints of the whole network only; the reference's head alone is built without it. */
export const isOfHead = (name: string): boolean => !/^(conv\d|x\d_linear)\./.test(name);

/** Sizes as configs of heads write them; nothing is dropped, whatever the mode. */
export const decoderOptions = (config: Config): AvsDecoderOptions => ({
  visualDims: numbersIn(config, 'vc_head'),
  audioDim: numberIn(config, 'ac_head'),
  gamma: numberIn(config, 'gamma'),
  ...innerSizes(config, 'up_head'),
});

/** What configs of heads and of whole networks write alike. @param grids where the edges of the four maps stand */
export function innerSizes(config: Config, grids: string) {
  const [finest = 0] = numbersIn(config, grids);
  return {
    audioHidden: numberIn(config, 'ad'),
    dim: numberIn(config, 'ch'),
    temporalDim: numberIn(config, 'dm'),
    feedForward: numberIn(config, 'ff'),
    heads: numberOr(config, 'nhead', 4),
    outputDims: [numberIn(config, 'o1'), numberIn(config, 'o2')] as const,
    maskSize: 4 * finest,
    projectionDropout: 0,
    dropout: 0,
  };
}

/** Tokens `[R, N, D]`, weighed by the softmax of `[R, 1, N]`, to `[R, D]`. */
export const pooled = (tokens: tf.Tensor, attention: tf.Tensor): tf.Tensor =>
  tf.matMul(attention.softmax(), tokens).squeeze([1]);
