// Published models told by their shapes alone: no file of these sizes is needed.
import { HTSAT_VARIANTS, htsat } from '@dg-sct/encoder-htsat';
import { swinV2 } from '@dg-sct/encoder-swin-v2';
import type { Module } from '@dg-sct/nn';
import { AveNetwork } from '@dg-sct/task-ave';
import { AvqaNetwork } from '@dg-sct/task-avqa';
import { AvsNetwork } from '@dg-sct/task-avs';
import { AvvpNetwork } from '@dg-sct/task-avvp';
import { describe, expect, it } from 'vitest';
import { KNOWN_MODELS, modelNamed } from './models.ts';
import { readAs, recognize } from './recognize.ts';

const entriesOf = (module: Module, prefix = ''): Map<string, { shape: readonly number[] }> =>
  new Map([...module.namedParameters(prefix)].map(([key, { shape }]) => [key, { shape }]));

const encoders = () => ({ visual: swinV2('swinv2_large_window12_192_22k'), audio: htsat('audioset') });
const classes = (length: number): string[] => Array.from({ length }, (_, index) => `class ${index}`);

const published = new AveNetwork({ ...encoders(), head: { classes: classes(28) } });

const FITS = { missing: [], unexpected: [], wrongShape: [] };

describe('the published AVE checkpoint', () => {
  const entries = entriesOf(published);

  it.each(['', 'module.'])(
    'is told with the prefix "%s", and all its 2646 entries are accounted for',
    (prefix) => {
      const found = recognize(entriesOf(published, prefix));
      expect(entries.size).toBe(2646);
      expect(found?.model.name).toBe('ave');
      expect(found?.report).toMatchObject({ ...FITS, outside: [] });
      const { matched = new Map(), ignored = [] } = found?.report ?? {};
      expect(matched.size + ignored.length).toBe(2646);
      expect(
        ignored.every((key) => /(attn_mask|relative_position_index|num_batches_tracked)$/.test(key)),
      ).toBe(true);
      expect(found?.wanted.sizes).toMatchObject({
        visual: { embedDim: 192, depths: [2, 2, 18, 2], classes: 21841, imageSize: 192, windowSize: 12 },
        audio: { embedDim: 96, depths: [2, 2, 6, 2], classes: 527 },
        adapters: { reduction: 8, groups: 2, learnedTokens: 32, batchNorm: true, gate: true },
        head: { dim: 256, classes: 28 },
      });
    },
  );

  it.each([
    ['swinv2_large_window12_192_22k', 425],
    ['audioset', 182],
  ])('gives its encoder %s', (name, tensors) => {
    const found = readAs(modelNamed(name), entries);
    expect(found?.report).toMatchObject(FITS);
    expect(found?.report.matched.size).toBe(tensors);
    expect(found?.report.outside.length).toBeGreaterThan(2000);
  });

  it('without a tensor is still told, and the tensor named', () => {
    for (const key of ['swin.norm.weight', 'vis_adapter_blocks_p2.11.fc.bias', 'temporal_attn.v_fc.weight']) {
      const rest = new Map([...entries].filter(([other]) => other !== key));
      expect(recognize(rest)).toMatchObject({ model: { name: 'ave' }, report: { ...FITS, missing: [key] } });
    }
  });
});

/** Without the 1,052 tensors of a backbone that nothing calls. */
const AVS_ENTRIES = 2815;

it.each<[string, Module, number, string[]]>([
  ['avvp', new AvvpNetwork({ ...encoders(), head: { classes: classes(25) } }), 3064, []],
  ['avs', new AvsNetwork({ ...encoders(), setting: 's4' }), AVS_ENTRIES, ['avs-s4']],
  ['avs', new AvsNetwork({ ...encoders(), setting: 'ms3' }), AVS_ENTRIES, ['avs-ms3']],
  ['avqa', new AvqaNetwork(encoders()), 1950, []],
])(
  'the published checkpoint of %s is told, and its entries accounted for',
  (name, module, count, variants) => {
    const entries = entriesOf(module, 'module.');
    expect(entries.size).toBe(count);
    const found = recognize(entries);
    expect(found?.model.name).toBe(name);
    expect(found?.wanted.variants).toEqual(variants);
    expect(found?.report).toMatchObject({ ...FITS, outside: [] });
  },
);

it.each([
  ['swin-v2', swinV2('swinv2_base_window8_256'), 'swinv2_base_window8_256'],
  ['htsat', htsat(HTSAT_VARIANTS['esc-50']), 'esc-50'],
] as const)('%s alone is told, and which one', (name, module, variant) => {
  const found = recognize(entriesOf(module));
  expect(found?.model.name).toBe(name);
  expect(found?.wanted.variants).toEqual([variant]);
});

it('nothing is told of names alone, or of shapes that contradict each other', () => {
  expect(recognize(new Map())).toBeUndefined();
  expect(recognize(new Map([['norm.weight', { shape: [3] }]]))).toBeUndefined();
  const odd = entriesOf(swinV2('swinv2_tiny_window8_256'));
  odd.set('layers.0.blocks.0.attn.logit_scale', { shape: [7, 1, 1] });
  expect(readAs(modelNamed('swin-v2'), odd)).toBeUndefined();
});

it('every kind of model can be named', () => {
  for (const { name } of KNOWN_MODELS) expect(modelNamed(name).name).toBe(name);
  expect(() => modelNamed('toString')).toThrow(/no model "toString"/);
});
