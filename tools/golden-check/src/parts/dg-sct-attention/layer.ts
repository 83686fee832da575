// The layer alone: outputs, maps, every gradient, running statistics, and which parameters stay unused.
import { DG_SCT_VARIANTS, DgSctAttention, type DgSctVariant } from '@dg-sct/dg-sct-attention';
import { fillModule } from '@dg-sct/goldens';
import type * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { type Config, has, numberIn, numberOr, textIn } from '../../run/config.ts';
import { checkModule } from '../module-run.ts';

/** As the goldens name them. */
const VARIANTS: Readonly<Record<string, DgSctVariant>> = {
  ave: DG_SCT_VARIANTS.ave,
  avvp: DG_SCT_VARIANTS.avvp,
  avqa: DG_SCT_VARIANTS.avqa,
  avs_s4: DG_SCT_VARIANTS.avsS4,
  avs_ms3: DG_SCT_VARIANTS.avsMs3,
  fewshot: DG_SCT_VARIANTS.fewShot,
  pretrain: DG_SCT_VARIANTS.pretrain,
};

export const layer: EntryKind = {
  what: 'DG-SCT layer',
  scope: 'module',
  fits: ({ config }) => has(config, 'variant', 'C_own', 'C_other'),
  check: async (report) => {
    const { file } = report;
    const attention = fillModule(layerOf(file.config), file.prefix);
    await checkModule(report, attention, (input) => {
      const { output, map, temporal } = attention.forward(
        tokensLast(input('x')),
        tokensLast(input('vis_token')),
        { training: file.mode === 'train' },
      );
      const gates = file.tensors.get('out.temporal_att_maps');
      return {
        'out.output': channelsFirst(output),
        'out.spatial_att_maps': map.expandDims(1),
        ...(temporal === undefined || gates === undefined
          ? {}
          : { 'out.temporal_att_maps': temporal.reshape([...gates.shape]) }),
      };
    });
  },
};

function layerOf(config: Config): DgSctAttention {
  const name = textIn(config, 'variant');
  const published = VARIANTS[name];
  if (published === undefined) {
    throw new RangeError(`there is no variant "${name}"; there are ${Object.keys(VARIANTS).join(', ')}`);
  }
  const sizes = {
    dim: numberIn(config, 'C_own'),
    tokens: numberIn(config, 'N_own'),
    otherDim: numberIn(config, 'C_other'),
    otherTokens: numberIn(config, 'N_other'),
  };
  return new DgSctAttention(sizes, {
    reduction: numberIn(config, 'reduction_factor'),
    groups: numberIn(config, 'num_conv_group'),
    learnedTokens: numberIn(config, 'num_tokens'),
    ...switchesOf(config),
    variant: {
      ...published,
      alpha: numberOr(config, 'alpha', published.alpha),
      beta: numberOr(config, 'beta', published.beta),
      gamma: numberOr(config, 'gamma', published.gamma),
    },
  });
}

/** What a config switches by 0 and 1, in a layer and in whole networks alike. */
export const switchesOf = (config: Config) => ({
  batchNorm: numberIn(config, 'use_bn') === 1,
  gate: numberIn(config, 'use_gate') === 1,
  lnBefore: numberIn(config, 'is_before_layernorm') === 1,
  lnPost: numberIn(config, 'is_post_layernorm') === 1,
});

/** `[BT, C, N, 1]`, as the reference has it, to `[BT, N, C]` and back. */
const tokensLast = (x: tf.Tensor): tf.Tensor => x.squeeze([3]).transpose([0, 2, 1]);
const channelsFirst = (x: tf.Tensor): tf.Tensor => x.transpose([0, 2, 1]).expandDims(3);
