// The DG-SCT layer of this task alone: output, map and all gradients.
import { DG_SCT_VARIANTS, DgSctAttention, type DgSctOptions } from '@dg-sct/dg-sct-attention';
import { fillModule } from '@dg-sct/goldens';
import type * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { type Config, has, numberIn } from '../../run/config.ts';
import { inputParameter } from '../../run/differentiate.ts';
import { compareRun } from './module-run.ts';

export const layer: EntryKind = {
  what: 'DG-SCT layer',
  scope: 'module',
  fits: ({ config }) => has(config, 'input_dim', 'tokens_in', 'other_dim', 'other_tokens'),
  check: async (report) => {
    const { file } = report;
    const { config } = file;
    const sizes = {
      dim: numberIn(config, 'input_dim'),
      tokens: numberIn(config, 'tokens_in'),
      otherDim: numberIn(config, 'other_dim'),
      otherTokens: numberIn(config, 'other_tokens'),
    };
    const options = { ...layerOptionsOf(config, 'Adapter_downsample'), gate: config.gate === true };
    const attention = fillModule(new DgSctAttention(sizes, options), file.prefix);
    const inputs = { x: inputParameter(file, 'x'), vis_token: inputParameter(file, 'vis_token') };
    await compareRun(report, {
      module: attention,
      inputs,
      forward: () => {
        const own = tokensLast(inputs.x.value);
        const other = tokensLast(inputs.vis_token.value);
        const { output, map } = attention.forward(own, other, { training: file.mode === 'train' });
        return { 'out.output': output.transpose([0, 2, 1]).expandDims(3), 'out.map': map.expandDims(1) };
      },
    });
  },
};

/** `[n, C, N, 1]`, as the reference has it, to `[n, N, C]`. */
const tokensLast = (x: tf.Tensor): tf.Tensor => x.squeeze([3]).transpose([0, 2, 1]);

/** What a layer and the layers of a network have in common; the reduction has a name of its own in each. */
export function layerOptionsOf(config: Config, reduction: string): DgSctOptions {
  const isOn = (key: string): boolean => numberIn(config, key) === 1;
  return {
    reduction: numberIn(config, reduction),
    groups: numberIn(config, 'num_conv_group'),
    learnedTokens: numberIn(config, 'num_tokens'),
    batchNorm: isOn('is_bn'),
    lnBefore: isOn('is_before_layernorm'),
    lnPost: isOn('is_post_layernorm'),
    variant: DG_SCT_VARIANTS.avqa,
  };
}
