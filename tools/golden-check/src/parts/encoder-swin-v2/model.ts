// Whole models: every branch of every block, tokens, logits, and the gradients of the image and all parameters.
import { SwinV2 } from '@dg-sct/encoder-swin-v2';
import { fillModule } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import type { EntryKind } from '../../part.ts';
import { compareGradients, compareStored, compareUnreached } from '../../run/compare.ts';
import { has, numberIn, numberOr, numbersIn } from '../../run/config.ts';
import { inputParameter, runGolden } from '../../run/differentiate.ts';
import type { Tensors } from '../../run/evaluate.ts';
import { Recording } from '../../run/record.ts';

export const model: EntryKind = {
  what: 'whole model',
  scope: 'network',
  fits: ({ config }) => has(config, 'img_size', 'depths'),
  check: async (report) => {
    const { file } = report;
    const { config } = file;
    const swin = new SwinV2({
      imageSize: numberIn(config, 'img_size'),
      patchSize: numberOr(config, 'patch_size', 4),
      channels: numberOr(config, 'in_chans', 3),
      embedDim: numberIn(config, 'embed_dim'),
      depths: numbersIn(config, 'depths'),
      heads: numbersIn(config, 'num_heads'),
      windowSize: numberIn(config, 'window_size'),
      mlpRatio: numberOr(config, 'mlp_ratio', 4),
      ...(has(config, 'pretrained_window_sizes')
        ? { pretrainedWindowSizes: numbersIn(config, 'pretrained_window_sizes') }
        : {}),
      classes: numberIn(config, 'num_classes'),
    });
    fillModule(swin, file.prefix);
    const recording = new Recording(swin);
    const image = inputParameter(file, 'image');
    const parameters = swin.trainableParameters();
    const { outputs, gradients } = await runGolden(
      file,
      () => {
        const frames = image.value.transpose([0, 2, 3, 1]);
        const last =
          config.num_classes === 0 ? swin.forwardFeatures(frames, EVAL) : swin.forward(frames, EVAL);
        return tensorsOf(recording, last.rank === 2);
      },
      new Map([['input', image], ...parameters]),
    );
    compareStored(report, outputs);
    compareGradients(report, gradients);
    compareUnreached(
      report,
      [...parameters.keys()].filter((name) => !gradients.has(name)),
    );
  },
};

/** What ran, under the goldens' names: parts by their own, the branches of a block by its norms. */
function tensorsOf(recording: Recording, classified: boolean): Tensors {
  const tensors = recording.names.flatMap((name) => {
    const output = recording.output(name);
    const [, block, norm] = /^(layers\.\d+\.blocks\.\d+)\.norm([12])$/.exec(name) ?? [];
    if (block !== undefined) return [[`${block}.${norm === '1' ? 'attn' : 'mlp'}_branch`, output] as const];
    return /^(patch_embed|layers\.\d+\.(blocks\.\d+|downsample))$/.test(name)
      ? [[name, output] as const]
      : [];
  });
  return {
    ...Object.fromEntries(tensors),
    forward_features: recording.output('norm'),
    ...(classified ? { pooled: recording.input('head'), logits: recording.output('head') } : {}),
  };
}
