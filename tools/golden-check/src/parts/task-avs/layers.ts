// The DG-SCT layer in both variants of this part, steering frames by sound and sound by frames.
import { DG_SCT_VARIANTS, DgSctAttention } from '@dg-sct/dg-sct-attention';
import { fillModule } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { has, numberIn, textIn } from '../../run/config.ts';
import { prefixOf } from './entry.ts';
import { checkRun } from './run.ts';

export const layers: EntryKind = {
  what: 'DG-SCT layers',
  scope: 'module',
  fits: ({ config }) => has(config, 'prompt_mapping', 'dv', 'da', 'ntok'),
  check: async (report) => {
    const { config } = report.file;
    const bicubic = textIn(config, 'prompt_mapping').includes('bicubic');
    const options = {
      reduction: numberIn(config, 'red'),
      groups: numberIn(config, 'num_conv_group'),
      learnedTokens: numberIn(config, 'ntok'),
      batchNorm: numberIn(config, 'use_bn') === 1,
      lnBefore: numberIn(config, 'is_before_layernorm') === 1,
      lnPost: numberIn(config, 'is_post_layernorm') === 1,
      variant: {
        ...(bicubic ? DG_SCT_VARIANTS.avsS4 : DG_SCT_VARIANTS.avsMs3),
        alpha: numberIn(config, 'alpha'),
        beta: numberIn(config, 'beta'),
      },
    };
    const sizes = {
      vis: { dim: numberIn(config, 'dv'), tokens: numberIn(config, 'nv') },
      aud: { dim: numberIn(config, 'da'), tokens: numberIn(config, 'na') },
    };
    for (const [name, own, other] of [
      ['vis', sizes.vis, sizes.aud],
      ['aud', sizes.aud, sizes.vis],
    ] as const) {
      const between = { ...own, otherDim: other.dim, otherTokens: other.tokens };
      // `gate` of these configs says "vis only".
      const layer = new DgSctAttention(between, { ...options, gate: name === 'vis' });
      await checkRun(report, {
        name,
        module: fillModule(layer, prefixOf(report.file, name)),
        inputs: [`${name}.x`, `${name}.other`],
        forward: (input) => {
          const { output, map } = layer.forward(
            tokensOf(input(`${name}.x`)),
            tokensOf(input(`${name}.other`)),
            EVAL,
          );
          return { y: output.transpose([0, 2, 1]).expandDims(3), spatial: map.expandDims(1) };
        },
      });
    }
  },
};

/** `[BT, C, N, 1]` to `[BT, N, C]` */
const tokensOf = (x: tf.Tensor): tf.Tensor => x.squeeze([3]).transpose([0, 2, 1]);
