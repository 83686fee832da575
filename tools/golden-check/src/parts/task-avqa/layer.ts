// The DG-SCT layer of this task alone: output, map and all gradients.
import { DG_SCT_VARIANTS, DgSctAttention, type DgSctOptions } from '@dg-sct/dg-sct-attention';
import { fillModule } from '@dg-sct/goldens';
import type * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareStored, compareUnreached } from '../../run/compare.ts';
import { type Config, has, numberIn } from '../../run/config.ts';
import { differentiate, inputParameter, weighedSum } from '../../run/differentiate.ts';

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
    const parameters = attention.trainableParameters();
    const { outputs, gradients } = await differentiate(
      () => {
        const [own, other] = [inputs.x, inputs.vis_token].map(({ value }) => tokensLast(value));
        const { output, map } = attention.forward(own as tf.Tensor, other as tf.Tensor, {
          training: file.mode === 'train',
        });
        return { 'out.output': output.transpose([0, 2, 1]).expandDims(3), 'out.map': map.expandDims(1) };
      },
      (tensors) => weighedSum(file, tensors),
      new Map([
        ...Object.entries(inputs),
        ...[...parameters].map(([name, p]) => [`param:${name}`, p] as const),
      ]),
    );
    compareStored(report, outputs);
    compareStored(
      report,
      [...gradients].map(([name, values]) => [`grad.${name}`, values]),
    );
    compareUnreached(
      report,
      [...parameters.keys()].filter((name) => !gradients.has(`param:${name}`)),
    );
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
