// HTS-AT's names in Lightning files, and sizes read off shapes. That the names themselves are the published ones is tested
// in variants.test.ts.
import { fileURLToPath } from 'node:url';
import { bestNaming, openCheckpoint } from '@dg-sct/checkpoint';
import { describe, expect, it } from 'vitest';
import {
  HTSAT_NAMES,
  HTSAT_VARIANTS,
  type HtsatConfig,
  type HtsatVariant,
  htsat,
  htsatSizesOf,
  htsatVariantsOf,
} from './index.ts';

const shapesOf = (config: HtsatConfig): Map<string, readonly number[]> =>
  new Map([...htsat(config).namedParameters()].map(([name, { shape }]) => [name, shape]));

const sound = { sampleRate: 8000, hop: 80, fftSize: 256, fmin: 50, fmax: 3500, lossType: 'clip_ce' } as const;
const SMALL: Readonly<Record<string, HtsatConfig>> = {
  masks: {
    ...sound,
    melBins: 16,
    specSize: 64,
    embedDim: 8,
    depths: [2, 2],
    heads: [2, 4],
    windowSize: 4,
    classes: 3,
  },
  'no masks, last window shrunk': {
    ...sound,
    melBins: 16,
    specSize: 32,
    embedDim: 8,
    depths: [1, 1],
    heads: [2, 4],
    windowSize: 8,
    classes: 1,
  },
  'one window': {
    ...sound,
    melBins: 8,
    specSize: 16,
    embedDim: 8,
    depths: [2],
    heads: [2],
    windowSize: 4,
    classes: 2,
  },
};

describe.each([...Object.entries(HTSAT_VARIANTS), ...Object.entries(SMALL)])('%s', (_name, config) => {
  const shapes = shapesOf(config);
  const sizes = htsatSizesOf(shapes);

  it('is told by its shapes', () => {
    expect(sizes).toBeDefined();
    expect({ ...config, ...sizes }).toEqual({ patchSize: 4, mlpRatio: 4, ...config });
  });

  it('is found in a Lightning file, every key accounted for', () => {
    const found = new Map([...shapes].map(([key, shape]) => [`sed_model.${key}`, { shape }]));
    const match = bestNaming(HTSAT_NAMES, found, (given) => {
      const told = htsatSizesOf(given);
      return told && { shapes: shapesOf({ ...config, ...told }) };
    });
    expect(match?.naming.name).toBe('Lightning');
    expect(match?.report).toMatchObject({ missing: [], unexpected: [], wrongShape: [], outside: [] });
    const { matched = new Map<string, string[]>(), ignored = [] } = match?.report ?? {};
    expect([...matched.values(), ignored].flat().toSorted()).toEqual([...found.keys()].toSorted());
    expect(ignored.every((key) => /attn_mask|relative_position_index|num_batches_tracked/.test(key))).toBe(
      true,
    );
  });
});

it.each(Object.keys(HTSAT_VARIANTS) as HtsatVariant[])('the published %s is told alone', (name) => {
  const sizes = htsatSizesOf(shapesOf(HTSAT_VARIANTS[name]));
  expect(sizes && htsatVariantsOf(sizes)).toEqual([name]);
});

it('a checkpoint that PyTorch wrote as Lightning does is found to be whole', async () => {
  const path = fileURLToPath(new URL('../test/fixtures/lightning.ckpt', import.meta.url));
  const file = await openCheckpoint(path);
  await file.close();
  const match = bestNaming(HTSAT_NAMES, file.entries, (shapes) => {
    const sizes = htsatSizesOf(shapes);
    return sizes && { shapes: shapesOf({ ...HTSAT_VARIANTS.audioset, ...sizes }), sizes };
  });
  expect(match?.naming.name).toBe('Lightning');
  expect(match?.wanted.sizes).toEqual({
    fftSize: 32,
    melBins: 8,
    specSize: 16,
    patchSize: 2,
    embedDim: 8,
    depths: [2, 1],
    heads: [2, 4],
    windowSize: 4,
    mlpRatio: 4,
    classes: 3,
  });
  expect(match?.report).toMatchObject({ missing: [], unexpected: [], wrongShape: [], outside: [] });
  expect(match?.report.matched.size).toBe(59);
  expect(match?.report.ignored).toHaveLength(5);
});

it('does not take anything else for an HTS-AT', () => {
  expect(htsatSizesOf(new Map())).toBeUndefined();
  expect(htsatSizesOf(new Map([['bn0.weight', [64]]]))).toBeUndefined();
});
