// The names of four libraries against key lists and files that the libraries wrote.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { FIXTURES, recognize, worstDifference } from '../test/library-run.ts';
import { SWIN_V2_VARIANTS, type SwinV2Variant, swinV2, swinV2SizesOf, swinV2VariantsOf } from './index.ts';

const { files } = JSON.parse(readFileSync(join(FIXTURES, 'keys.json'), 'utf8')) as {
  files: Record<string, Record<string, number[]>>;
};
const entriesOf = (file: string): Map<string, { shape: number[] }> =>
  new Map(Object.entries(files[file] ?? {}).map(([key, shape]) => [key, { shape }]));

const KNOWN = {
  patchSize: 4,
  channels: 3,
  embedDim: 8,
  depths: [2, 1],
  heads: [2, 4],
  mlpRatio: 4,
  classes: 3,
};
const WINDOW = { imageSize: 32, windowSize: 4 };

describe.each([
  ['timm-1.pth', 'timm 1.x', KNOWN, 0],
  ['timm-0.6.pth', 'timm 0.6', { ...KNOWN, ...WINDOW }, 1],
  ['microsoft.pth', "Microsoft's release", { ...KNOWN, ...WINDOW }, 7],
  ['hugging-face.safetensors', 'Hugging Face transformers', KNOWN, 0],
])('%s', (file, name, sizes, unused) => {
  test('is recognized, and every key is accounted for', () => {
    const match = recognize(entriesOf(file));
    expect(match?.naming.name).toBe(name);
    expect(match?.wanted.sizes).toEqual(sizes);
    const { matched, ignored, ...rest } = match?.report ?? {};
    expect(ignored).toHaveLength(unused);
    expect([...(matched?.values() ?? []), ignored].flat().toSorted()).toEqual(
      [...entriesOf(file).keys()].toSorted(),
    );
    // Our own model has the mask of the one shifted block, which is never read.
    expect(rest).toEqual({
      missing: [],
      unexpected: [],
      wrongShape: [],
      outside: [],
      absent: ['layers.0.blocks.1.attn_mask'],
    });
  });

  test('is recognized without its head, below a wrapper, and inside a DG-SCT checkpoint', () => {
    const bare = [...entriesOf(file)].filter(([key]) => !/^(head|classifier)\./.test(key));
    expect(recognize(new Map(bare))).toMatchObject({ naming: { name }, wanted: { sizes: { classes: 0 } } });
    const wrapped = bare.map(([key, entry]) => [`module.${key}`, entry] as const);
    expect(recognize(new Map(wrapped))).toMatchObject({
      naming: { name },
      report: { missing: [], unexpected: [] },
    });
  });

  test('without one key is still recognized, and the key is named', () => {
    const entries = entriesOf(file);
    for (const key of entries.keys()) {
      const rest = new Map([...entries].filter(([other]) => other !== key));
      const full = recognize(entries)?.report;
      const report = recognize(rest)?.report;
      const lost = [...(full?.matched ?? [])].filter(([, keys]) => keys.includes(key)).map(([ours]) => ours);
      if (/^(head|classifier)\./.test(key)) continue;
      expect(report?.missing).toEqual(lost);
      expect(report).toMatchObject({ unexpected: [], wrongShape: [] });
    }
  });
});

test('the visual encoder of a DG-SCT checkpoint is found among the rest', () => {
  const entries = [...entriesOf('timm-0.6.pth')].map(([key, entry]) => [`swin.${key}`, entry] as const);
  const match = recognize(new Map([...entries, ['CMBS.video_cas.weight', { shape: [3, 8] }]]));
  expect(match?.naming.name).toBe('the visual encoder of a DG-SCT checkpoint');
  expect(match?.report).toMatchObject({ missing: [], unexpected: [], outside: ['CMBS.video_cas.weight'] });
});

test('what is no Swin V2 is not taken for one', () => {
  const shapes = (keys: Record<string, number[]>) => new Map(Object.entries(keys));
  expect(swinV2SizesOf(shapes({}))).toBeUndefined();
  expect(swinV2SizesOf(shapes({ 'patch_embed.proj.weight': [8, 3, 4, 4] }))).toBeUndefined();
  expect(swinV2SizesOf(shapes({ 'layers.999999.blocks.0.attn.logit_scale': [1, 1, 1] }))).toBeUndefined();
});

test.each(Object.keys(SWIN_V2_VARIANTS) as SwinV2Variant[])('%s is told by its shapes', (name) => {
  const model = swinV2(name);
  const sizes = swinV2SizesOf(new Map([...model.namedParameters()].map(([key, { shape }]) => [key, shape])));
  expect(sizes && swinV2VariantsOf(sizes)).toContain(name);
});

test('the published large model is told alone', () => {
  const model = swinV2('swinv2_large_window12_192_22k');
  const shapes = new Map([...model.namedParameters()].map(([key, { shape }]) => [key, shape]));
  const sizes = swinV2SizesOf(shapes);
  expect(sizes && swinV2VariantsOf(sizes)).toEqual(['swinv2_large_window12_192_22k']);
});

describe('with their weights our model answers as theirs', () => {
  beforeAll(() => tf.setBackend('cpu'));
  test.each([
    ['timm-1.pth', 'timm'],
    ['hugging-face.safetensors', 'hugging-face'],
  ])('%s', async (file, library) => {
    expect(await worstDifference(FIXTURES, file, library)).toBeLessThan(1e-4);
  });
});
