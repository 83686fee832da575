// The modules of the grouping network, each by itself, with all gradients.
import { fillModule, type GoldenFile, type GoldenReport } from '@dg-sct/goldens';
import type { Context, Module } from '@dg-sct/nn';
import {
  AssignAttention,
  type Assigned,
  AttentionBlock,
  CrossAttentionBlock,
  GroupingBlock,
  ModalityTransformer,
  TemporalGating,
} from '@dg-sct/task-avvp';
import type * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareStored, compareUnreached } from '../../run/compare.ts';
import { has, numberIn } from '../../run/config.ts';
import { differentiate, inputParameter, weighedSum } from '../../run/differentiate.ts';
import type { Tensors } from '../../run/evaluate.ts';
import { noiseOf } from './recipes.ts';

interface Setup {
  readonly module: Module;
  /** By the file's keys. `input` gives the entry's inputs by name. */
  readonly run: (input: (name: string) => tf.Tensor, context: Context) => Tensors;
}

/** An entry with these keys in its config. */
const kind = (what: string, keys: readonly string[], build: (file: GoldenFile) => Setup): EntryKind => ({
  what,
  scope: 'module',
  fits: ({ config }) => has(config, ...keys),
  check: (report) => check(report, build(report.file)),
});

async function check(report: GoldenReport, { module, run }: Setup): Promise<void> {
  const { file } = report;
  fillModule(module, file.prefix);
  const inputs = new Map(file.inputs.map(({ name }) => [name, inputParameter(file, name)]));
  const parameters = module.trainableParameters();
  const input = (name: string): tf.Tensor => {
    const parameter = inputs.get(name);
    if (parameter === undefined) throw new RangeError(`the entry has no input "${name}"`);
    return parameter.value;
  };
  const { outputs, gradients } = await differentiate(
    () => run(input, { training: file.mode === 'train' }),
    (tensors) => weighedSum(file, tensors),
    new Map([
      ...[...inputs].map(([name, parameter]) => [`input.${name}`, parameter] as const),
      ...[...parameters].map(([name, parameter]) => [`param.${name}`, parameter] as const),
    ]),
  );
  compareStored(report, outputs);
  compareStored(
    report,
    [...gradients].map(([name, values]) => [`grad.${name}`, values]),
  );
  compareUnreached(
    report,
    [...parameters.keys()].filter((name) => !gradients.has(`param.${name}`)),
  );
}

/** The reference has an axis of attention heads, of which there is one. */
const assigned = ({ output, applied, soft }: Assigned): Tensors => ({
  'out.y': output,
  'out.attn_soft': soft.expandDims(1),
  'aux.attn_hard': applied.expandDims(1),
});

const sizesOf = ({ config }: GoldenFile) => ({
  dim: numberIn(config, 'dim'),
  heads: numberIn(config, 'num_heads'),
});

const attentionBlock = kind('attention block', ['num_heads', 'drop_path', 'mlp_ratio'], (file) => {
  const block = new AttentionBlock({
    ...sizesOf(file),
    mlpRatio: numberIn(file.config, 'mlp_ratio'),
    dropPath: 0,
  });
  return { module: block, run: (input, context) => ({ 'out.y': block.forward(input('x'), context) }) };
});

const crossAttentionBlock = kind('cross-attention block', ['num_heads', 'post_norm'], (file) => {
  const block = new CrossAttentionBlock({ ...sizesOf(file), mlpRatio: numberIn(file.config, 'mlp_ratio') });
  return { module: block, run: (input) => ({ 'out.y': block.forward(input('query'), input('key')) }) };
});

const assignment = kind('assignment', ['assign_eps'], (file) => {
  const { hard, gumbel } = file.config;
  const options = { hard: hard === true, gumbel: gumbel === true, noise: noiseOf(file) };
  const assign = new AssignAttention(numberIn(file.config, 'dim'), options);
  return {
    module: assign,
    run: (input, context) => assigned(assign.forward(input('query'), input('key'), context)),
  };
});

const grouping = kind('grouping block', ['num_group_token'], (file) => {
  const { hard, gumbel } = file.config;
  const block = new GroupingBlock({
    ...sizesOf(file),
    groups: numberIn(file.config, 'num_group_token'),
    hard: hard === true,
    gumbel: gumbel === true,
    noise: noiseOf(file),
  });
  return {
    module: block,
    run: (input, context) => assigned(block.forward(input('x'), input('group_tokens'), context)),
  };
});

const modality = kind('modality', ['num_group_tokens', 'depth'], (file) => {
  const { config } = file;
  const other = file.inputs.find(({ name }) => name === 'x_other');
  const segments = other !== undefined && 'shape' in other ? (other.shape[1] ?? 1) : 1;
  const transformer = new ModalityTransformer({
    ...sizesOf(file),
    depth: numberIn(config, 'depth'),
    mlpRatio: numberIn(config, 'mlp_ratio'),
    dropPath: 0,
    groups: numberIn(config, 'num_group_tokens'),
    hard: config.hard_assignment === true,
    noise: noiseOf(file),
    ...(config.use_han === true
      ? { exchange: { segments, heads: Number.parseInt(String(config.han_num_heads), 10) } }
      : {}),
  });
  return {
    module: transformer,
    run: (input, context) => {
      const around = other === undefined ? undefined : input('x_other');
      const output = transformer.forward(input('x'), input('tokens'), context, around);
      return { ...assigned(output), 'out.x_attn': output.segments };
    },
  };
});

const temporal = kind('temporal attention', ['input_dim', 'd_model', 'gamma'], ({ config }) => {
  const gating = new TemporalGating({
    inputDim: numberIn(config, 'input_dim'),
    dim: numberIn(config, 'd_model'),
    heads: numberIn(config, 'heads'),
    feedForward: numberIn(config, 'feedforward'),
    layers: numberIn(config, 'encoder_layers'),
    gamma: numberIn(config, 'gamma'),
  });
  return {
    module: gating,
    run: (input, context) => ({
      'out.visual_out': gating.amplifyVisual(input('visual'), input('audio'), context),
      'out.audio_out': gating.amplifyAudio(input('visual'), input('audio'), context),
    }),
  };
});

export const MODULES: readonly EntryKind[] = [
  temporal,
  modality,
  grouping,
  assignment,
  crossAttentionBlock,
  attentionBlock,
];
