// Blocks and patch merging, one case each, with everything on the way and all gradients. They are taken out of a
// model whose first stage has the case's grid.
import { SwinV2 } from '@dg-sct/encoder-swin-v2';
import { fillModule, type GoldenReport } from '@dg-sct/goldens';
import { EVAL, type Module } from '@dg-sct/nn';
import { element } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';
import { type Config, numberIn, numberOr, numbersIn, textIn } from '../../run/config.ts';
import { differentiate, inputParameter, weighedSum } from '../../run/differentiate.ts';
import type { Tensors } from '../../run/evaluate.ts';
import { Recording } from '../../run/record.ts';
import { maskBits } from '../mask.ts';

export const blocks: EntryKind = {
  what: 'blocks and patch merging',
  scope: 'module',
  fits: ({ cases }) => [...cases.values()].some(({ config }) => config.kind === 'block'),
  check: async (report) => {
    for (const [name, { prefix, config }] of report.file.cases) {
      const part = textIn(config, 'kind') === 'patch_merging' ? mergingOf(config) : blockOf(config);
      fillModule(part.module, prefix);
      await checkCase(report, name, part);
    }
  },
};

interface Part {
  readonly module: Module;
  /** Everything that goldens store of it, `y` being the output. */
  readonly run: (x: tf.Tensor) => Tensors;
}

async function checkCase(report: GoldenReport, name: string, { module, run }: Part): Promise<void> {
  const { file } = report;
  const x = inputParameter(file, `${name}.x`);
  const { outputs, gradients } = await differentiate(
    () => Object.fromEntries(Object.entries(run(x.value)).map(([key, value]) => [`${name}.${key}`, value])),
    (tensors) => weighedSum(file, tensors),
    new Map([['x', x], ...module.trainableParameters()]),
  );
  compareStored(report, outputs);
  compareStored(
    report,
    [...gradients].map(([key, values]) => [`${name}.grad.${key}`, values]),
  );
  const mask = await module.namedParameters().get('attn_mask')?.read();
  if (mask !== undefined) report.compare(`${name}.attn_mask`, maskBits(mask));
}

/** A model of two stages, the first on the case's grid. */
function modelAround(config: Config, heads: number, windowSize: number): SwinV2 {
  const [edge = 0] = numbersIn(config, 'input_resolution');
  const patchSize = 4;
  return new SwinV2({
    imageSize: edge * patchSize,
    patchSize,
    embedDim: numberIn(config, 'dim'),
    depths: [2, 1],
    heads: [heads, heads],
    windowSize,
    mlpRatio: numberOr(config, 'mlp_ratio', 4),
    classes: 0,
  });
}

function blockOf(config: Config): Part {
  const model = modelAround(config, numberIn(config, 'num_heads'), numberIn(config, 'window_size'));
  const shifted = numberIn(config, 'shift_size') > 0;
  const block = element(element(model.stages, 0).blocks, shifted ? 1 : 0);
  const recording = new Recording(block);
  const run = (x: tf.Tensor): Tensors => {
    const y = block.forward(x, EVAL);
    return {
      attn: recording.input('norm1'),
      norm1: recording.output('norm1'),
      mid: recording.input('mlp'),
      mlp: recording.output('mlp'),
      norm2: recording.output('norm2'),
      y,
    };
  };
  return { module: block, run };
}

function mergingOf(config: Config): Part {
  const [edge = 0] = numbersIn(config, 'input_resolution');
  const model = modelAround(config, 1, edge / 2);
  const module = model.namedModules().get('layers.0.downsample');
  const { downsample } = element(model.stages, 0);
  if (module === undefined || downsample === undefined) throw new RangeError('the model merges no patches');
  return { module, run: (x) => ({ y: downsample(x) }) };
}
