// The whole network on small encoders: outputs, gradients of what is trained, losses, and the statistics that one
// training pass leaves behind.
import { Htsat, mixup } from '@dg-sct/encoder-htsat';
import { SwinV2 } from '@dg-sct/encoder-swin-v2';
import { fill, fillModule, type GoldenFile, goldenInput, object } from '@dg-sct/goldens';
import { AvvpNetwork } from '@dg-sct/task-avvp';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareGradients, compareState, compareStored } from '../../run/compare.ts';
import { type Config, has, numberIn, numberOr, numbersIn } from '../../run/config.ts';
import { tensorOf } from '../../run/evaluate.ts';
import { Recording } from '../../run/record.ts';
import { bySegment, headSizesOf, namedLosses, namedOutputs, notesOf, runHead, shapeOf } from './head-of.ts';
import { noiseOf, thresholded } from './recipes.ts';

export const network: EntryKind = {
  what: 'whole network',
  scope: 'network',
  fits: ({ config }) => has(config, 'swin', 'htsat', 'adapters', 'head'),
  check: async (report) => {
    const { file } = report;
    const audio = htsatOf(object(file.config.htsat, 'htsat'));
    const model = fillModule(networkOf(file, audio), file.prefix);
    mixInputs(audio, file);
    const recording = new Recording(model);
    const trained = file.tensors.has('loss.loss');
    const parameters = [...model.trainableParameters()];
    const { outputs, gradients } = await runHead(
      file,
      () => {
        const logMel = audio.logMel(wavesOf(file));
        const motion = bySegment(tensorOf(goldenInput(file, 'visual_st')));
        const result = model.forward(
          { frames: framesOf(file), audio: logMel, motion },
          { training: file.mode === 'train' },
        );
        const { shape } = result.outputs.clip;
        const labels = (): tf.Tensor => tf.tensor(thresholded(notesOf(file), shape), shape);
        return {
          ...namedOutputs(model.head, result.outputs),
          'aux.logmel': logMel,
          'aux.swin_patch_embed': recording.output('swin.patch_embed'),
          'aux.htsat_patch_embed': recording.output('htsat.patch_embed'),
          'aux.f_a': result.features.audio,
          'aux.f_v': result.features.visual,
          ...(trained ? namedLosses(model.head.loss(result.outputs, { labels: labels() }), 'loss.') : {}),
        };
      },
      new Map(parameters),
    );
    compareStored(report, outputs);
    compareGradients(report, gradients, 'grad.param.');
    await compareState(report, model, 'buf.');
  },
};

function networkOf(file: GoldenFile, audio: Htsat): AvvpNetwork {
  const { config } = file;
  const adapters = object(config.adapters, 'adapters');
  const [classes = 0] = file.tensor('out.aud_cls_prob').shape;
  const [, segments = 0, motionDim = 0] = shapeOf(file, 'visual_st');
  const { is_bn, is_gate, is_before_layernorm, is_post_layernorm } = adapters;
  return new AvvpNetwork({
    visual: swinOf(object(config.swin, 'swin')),
    audio,
    adapters: {
      learnedTokens: numberIn(adapters, 'num_tokens'),
      reduction: numberIn(adapters, 'Adapter_downsample'),
      groups: numberIn(adapters, 'num_conv_group'),
      batchNorm: is_bn === 1,
      gate: is_gate === 1,
      lnBefore: is_before_layernorm === 1,
      lnPost: is_post_layernorm === 1,
    },
    head: {
      ...headSizesOf(object(config.head, 'head'), classes, segments),
      motionDim,
      noise: noiseOf(file),
    },
  });
}

const swinOf = (config: Config): SwinV2 =>
  new SwinV2({
    imageSize: numberIn(config, 'img_size'),
    patchSize: numberOr(config, 'patch_size', 4),
    embedDim: numberIn(config, 'embed_dim'),
    depths: numbersIn(config, 'depths'),
    heads: numbersIn(config, 'num_heads'),
    windowSize: numberIn(config, 'window_size'),
    mlpRatio: numberOr(config, 'mlp_ratio', 4),
    classes: numberIn(config, 'num_classes'),
    dropPathRate: 0,
  });

/** Batch statistics follow the mode; nothing random does. */
const htsatOf = (config: Config): Htsat =>
  new Htsat({
    sampleRate: numberIn(config, 'sample_rate'),
    fftSize: numberIn(config, 'window_size_stft'),
    hop: numberIn(config, 'hop_size'),
    melBins: numberIn(config, 'mel_bins'),
    fmin: numberIn(config, 'fmin'),
    fmax: numberIn(config, 'fmax'),
    specSize: numberIn(config, 'spec_size'),
    patchSize: numberOr(config, 'patch_size', 4),
    embedDim: numberIn(config, 'embed_dim'),
    depths: numbersIn(config, 'depths'),
    heads: numbersIn(config, 'num_heads'),
    windowSize: numberIn(config, 'window_size'),
    mlpRatio: numberOr(config, 'mlp_ratio', 4),
    classes: numberIn(config, 'num_classes'),
    lossType: 'clip_bce',
    trainMode: { batchNorm: true, specAugment: false, mixup: false, dropPath: false },
  });

/** Where the notes give mixup weights, what the normalisation gives is blended with them. */
function mixInputs(htsat: Htsat, file: GoldenFile): void {
  const match = /mixup_lambda = \(fill\("([^"]+)",\s*\[(\d+)\]\) \+ 1\) \/ 2/.exec(notesOf(file));
  if (match === null) return;
  const [, name = '', count = ''] = match;
  const weights = fill(name, [Number(count)]).map((s) => (s + 1) / 2);
  const { inputNorm } = htsat;
  const normalize = inputNorm.forward.bind(inputNorm);
  inputNorm.forward = (x, context) => mixup(normalize(x, context), tf.tensor1d(weights));
}

/** Samples `[B*T, S]` of `audio [B, T, S]`. */
const wavesOf = (file: GoldenFile): tf.Tensor => bySegment(tensorOf(goldenInput(file, 'audio')));

/** Frames `[B*T, H, W, 3]` of `visual [B, T, 3, H, W]`. */
function framesOf(file: GoldenFile): tf.Tensor {
  const clips = tensorOf(goldenInput(file, 'visual'));
  return clips.reshape([-1, ...clips.shape.slice(2)]).transpose([0, 2, 3, 1]);
}
