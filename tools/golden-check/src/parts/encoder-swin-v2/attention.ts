// Window attention alone, in cases that differ in the mask and in the window size that the position bias comes from.
// A model of one stage around it brings the windows, the mask and the positions.
import { SwinV2 } from '@dg-sct/encoder-swin-v2';
import { fillModule, type GoldenEntry, type GoldenReport, number, object } from '@dg-sct/goldens';
import { element } from '@dg-sct/tfjs-onnxruntime';
import type { EntryKind } from '../../part.ts';
import { compareGradients, compareStored } from '../../run/compare.ts';
import { type Config, has, numberIn, numbersIn } from '../../run/config.ts';
import { inputParameter, runGolden } from '../../run/differentiate.ts';
import { maskBits } from '../mask.ts';

/** The one case that hands its mask to the attention; the entry has no other field for it. */
const MASKED = 'masked';

export const windowAttention: EntryKind = {
  what: 'window attention',
  scope: 'module',
  fits: ({ config }) => has(config, 'mask_from', 'pretrained_window_size'),
  check: async (report) => {
    const { file } = report;
    const pretrained = object(file.config.pretrained_window_size, 'pretrained_window_size');
    for (const [name, edge] of Object.entries(pretrained)) {
      await checkCase(report, name, number(edge, `pretrained_window_size of ${name}`));
    }
    const block = blockAround(file.config, 0).initialize(0);
    const mask = await block.namedParameters().get('attn_mask')?.read();
    const index = await block.attention.positionBias.positions.index.data();
    compareStored(report, [
      ['relative_position_index', index],
      ['attn_mask', maskBits(mask ?? [])],
    ]);
  },
};

async function checkCase(report: GoldenReport, name: string, pretrainedEdge: number): Promise<void> {
  const { file } = report;
  const block = blockAround(file.config, pretrainedEdge);
  const attention = fillModule(block.attention, file.prefix, { overrides: overridesOf(file) });
  const mask = block.initialize(0).namedParameters().get('attn_mask');
  const x = inputParameter(file, 'x');
  const { outputs, gradients } = await runGolden(
    file,
    () => {
      const y = attention.forward(x.value, name === MASKED ? mask?.value : undefined);
      return { [`${name}.y`]: y, [`${name}.bias_table`]: attention.positionBias.table() };
    },
    new Map([['x', x], ...attention.trainableParameters()]),
  );
  compareStored(report, outputs);
  compareGradients(report, gradients, `${name}.grad.`);
  const coordinates = await attention.positionBias.positions.coordinates.data();
  compareStored(report, [[`${name}.relative_coords_table`, coordinates]]);
}

/** The shifted block of a model whose only stage is what the mask was made from. */
function blockAround(config: Config, pretrainedEdge: number) {
  const { input_resolution: resolution, window } = object(config.mask_from, 'mask_from');
  const [edge = 0] = numbersIn({ resolution }, 'resolution');
  const patchSize = 4;
  const { stages } = new SwinV2({
    imageSize: edge * patchSize,
    patchSize,
    embedDim: numberIn(config, 'dim'),
    depths: [2],
    heads: [numberIn(config, 'num_heads')],
    windowSize: number(window, 'window of mask_from'),
    pretrainedWindowSizes: [pretrainedEdge],
    classes: 0,
  });
  return element(element(stages, 0).blocks, 1);
}

/** Overrides are sentences such as `float32(4 + fill(...))`: a number to add to the filled values. */
function overridesOf({ raw }: GoldenEntry): Record<string, (filled: number) => number> {
  const overrides = Object.entries(object(raw.overrides ?? {}, 'overrides'));
  return Object.fromEntries(
    overrides.map(([name, sentence]) => {
      const added = /^float32\((-?[\d.]+) \+ fill\(/.exec(String(sentence))?.[1];
      if (added === undefined) throw new RangeError(`the override of ${name} is not understood: ${sentence}`);
      return [name, (filled) => Number(added) + filled];
    }),
  );
}
