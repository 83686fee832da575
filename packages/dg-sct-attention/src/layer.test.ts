// The layer in all its published variants against runs of the reference: outputs,
// maps, every gradient, running statistics, and which parameters stay unused.
import { fillModule, openGolden } from '@dg-sct/goldens';
import { type Context, EVAL } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { BACKEND, named, runGolden } from '../test/golden-run.ts';
import { DG_SCT_VARIANTS, type DgSctVariant } from './index.ts';
import { DgSctAttention } from './layer.ts';

const golden = openGolden('dg-sct-attention');
const files = golden.files.filter((name) => name.startsWith('va-'));
const TRAIN: Context = { training: true };

interface AdapterConfig {
  readonly variant: string;
  readonly C_own: number;
  readonly C_other: number;
  readonly N_own: number;
  readonly N_other: number;
  readonly reduction_factor: number;
  readonly num_tokens: number;
  readonly num_conv_group: number;
  readonly use_bn: number;
  readonly use_gate: number;
  readonly is_before_layernorm: number;
  readonly is_post_layernorm: number;
  readonly alpha?: number;
  readonly beta?: number;
  readonly gamma?: number;
}

const VARIANTS: Readonly<Record<string, DgSctVariant>> = {
  ave: DG_SCT_VARIANTS.ave,
  avqa: DG_SCT_VARIANTS.avqa,
  avs_s4: DG_SCT_VARIANTS.avsS4,
  avs_ms3: DG_SCT_VARIANTS.avsMs3,
  fewshot: DG_SCT_VARIANTS.fewShot,
  pretrain: DG_SCT_VARIANTS.pretrain,
};

function build(config: AdapterConfig): DgSctAttention {
  const preset = VARIANTS[config.variant];
  if (preset === undefined) throw new RangeError(`no preset for ${config.variant}`);
  const { alpha = preset.alpha, beta = preset.beta, gamma = preset.gamma } = config;
  const sizes = {
    dim: config.C_own,
    tokens: config.N_own,
    otherDim: config.C_other,
    otherTokens: config.N_other,
  };
  return new DgSctAttention(sizes, {
    reduction: config.reduction_factor,
    groups: config.num_conv_group,
    learnedTokens: config.num_tokens,
    batchNorm: config.use_bn === 1,
    gate: config.use_gate === 1,
    lnBefore: config.is_before_layernorm === 1,
    lnPost: config.is_post_layernorm === 1,
    variant: { ...preset, alpha, beta, gamma },
  });
}

/** `[BT, C, N, 1]`, as the reference has it, to `[BT, N, C]` and back. */
const tokensLast = (x: tf.Tensor): tf.Tensor => x.squeeze([3]).transpose([0, 2, 1]);
const channelsFirst = (x: tf.Tensor): tf.Tensor => x.transpose([0, 2, 1]).expandDims(3);

describe('DgSctAttention', () => {
  beforeAll(async () => {
    await tf.setBackend(BACKEND);
  });

  test.each(files)('%s', async (name) => {
    const file = golden.file(name);
    const layer = fillModule(build(file.config as unknown as AdapterConfig), file.prefix);
    const { report, withoutGradient } = await runGolden(file, layer, (inputs) => {
      const context = file.mode === 'train' ? TRAIN : EVAL;
      const { output, map, temporal } = layer.forward(
        tokensLast(named(inputs, 'x')),
        tokensLast(named(inputs, 'vis_token')),
        context,
      );
      return {
        output: channelsFirst(output),
        spatial_att_maps: map.expandDims(1),
        ...(temporal === undefined ? {} : { temporal_att_maps: temporal.reshape([-1, 10, 1, 1]) }),
      };
    });
    report.assertPassed();
    expect(report.uncompared()).toEqual([]);
    expect(new Set(withoutGradient)).toEqual(new Set(file.raw.parameters_without_gradient as string[]));
  });

  test('gives exactly zero before training, so that the frozen encoders are left as they are', async () => {
    const layer = new DgSctAttention({ dim: 16, tokens: 4, otherDim: 8, otherTokens: 9 }).initialize(1);
    const output = layer.forward(tf.randomNormal([3, 4, 16]), tf.randomNormal([3, 9, 8]), TRAIN).output;
    expect((await output.abs().max().data())[0]).toBe(0);
  });

  test('starts with the gates that are asked for', async () => {
    const sizes = { dim: 16, tokens: 4, otherDim: 8, otherTokens: 9 };
    const layer = new DgSctAttention(sizes, { gateInit: 0.5 }).initialize(1);
    for (const name of ['gate', 'gate_av']) {
      expect([...((await layer.namedParameters().get(name)?.read()) ?? [])]).toEqual([0.5]);
    }
  });

  test('refuses groups that do not divide the channels', () => {
    expect(() => new DgSctAttention({ dim: 12, tokens: 4, otherDim: 8, otherTokens: 9 })).toThrow(
      'cannot be split into 2 groups',
    );
  });
});
