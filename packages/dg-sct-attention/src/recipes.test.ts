// The layers of every task at the published size: how many weights they have and which
// names they hold. Counted from shapes; no layer gets values.
import { describe, expect, test } from 'vitest';
import { DG_SCT_RECIPES, DG_SCT_VARIANTS, DgSctAttention, type DgSctSizes } from './index.ts';

type Task = keyof typeof DG_SCT_RECIPES;
/** Channels and tokens of a modality. */
type Side = readonly [dim: number, tokens: number];

/** Pairs of blocks in each stage, and what HTS-AT, Swin V2-L and CLIP's ViT-B/32 have there. */
const PAIRS = [2, 2, 6, 2];
const HTSAT: readonly Side[] = [
  [96, 4096],
  [192, 1024],
  [384, 256],
  [768, 64],
];
const SWIN: readonly Side[] = [
  [192, 2304],
  [384, 576],
  [768, 144],
  [1536, 36],
];
const VIT: readonly Side[] = PAIRS.map(() => [768, 50]);

/** Weights of one list of twelve audio layers and of twelve visual ones (specs of the tasks). */
const PUBLISHED: Record<Task, { visual: readonly Side[]; audioLayers: number; visualLayers: number }> = {
  ave: { visual: SWIN, audioLayers: 33_696_000, visualLayers: 60_573_432 },
  avvp: { visual: SWIN, audioLayers: 34_882_380, visualLayers: 61_764_228 },
  avsS4: { visual: SWIN, audioLayers: 33_690_468, visualLayers: 60_562_392 },
  avsMs3: { visual: SWIN, audioLayers: 34_499_172, visualLayers: 63_797_208 },
  avqa: { visual: SWIN, audioLayers: 33_418_776, visualLayers: 59_749_452 },
  fewShot: { visual: VIT, audioLayers: 14_143_692, visualLayers: 34_506_132 },
  pretrain: { visual: VIT, audioLayers: 14_143_692, visualLayers: 34_506_132 },
};
const TASKS = Object.keys(PUBLISHED) as Task[];

const sizesOf = ([dim, tokens]: Side, [otherDim, otherTokens]: Side): DgSctSizes => ({
  dim,
  tokens,
  otherDim,
  otherTokens,
});

/** Weights of each stage's layer, buffers aside. */
function layerSizes(own: readonly Side[], other: readonly Side[], task: Task, gate: boolean): number[] {
  return own.map((side, stage) => {
    const layer = new DgSctAttention(sizesOf(side, other[stage] ?? side), { ...DG_SCT_RECIPES[task], gate });
    const weights = [...layer.namedParameters().values()].filter(({ buffer }) => !buffer);
    return weights.reduce((sum, { size }) => sum + size, 0);
  });
}

const total = (sizes: readonly number[]): number =>
  sizes.reduce((sum, size, stage) => sum + size * (PAIRS[stage] ?? 0), 0);

describe('the published layers', () => {
  test.each(TASKS)('%s', (task) => {
    const { visual, ...published } = PUBLISHED[task];
    const audioSizes = layerSizes(HTSAT, visual, task, DG_SCT_RECIPES[task].gate);
    const visualSizes = layerSizes(visual, HTSAT, task, true);
    const counted = { audioLayers: total(audioSizes), visualLayers: total(visualSizes) };
    console.log(`${task}: audio ${counted.audioLayers}, visual ${counted.visualLayers} weights in a list`);
    expect(counted).toEqual(published);
  });

  test('of AVE, stage by stage', () => {
    expect(layerSizes(HTSAT, SWIN, 'ave', true)).toEqual([9_501_980, 825_140, 957_284, 3_649_028]);
    expect(layerSizes(SWIN, HTSAT, 'ave', true)).toEqual([9_618_484, 1_289_380, 2_798_932, 10_982_056]);
  });

  test('of few-shot learning, stage by stage', () => {
    expect(layerSizes(HTSAT, VIT, 'fewShot', true)).toEqual([420_605, 453_173, 1_020_581, 3_136_325]);
    expect(layerSizes(VIT, HTSAT, 'fewShot', true)).toEqual([2_821_815, 2_741_943, 2_850_999, 3_136_311]);
  });
});

describe('what the layers of which task hold', () => {
  const held: Record<string, readonly Task[]> = {
    gate_tk: ['ave', 'avvp', 'fewShot', 'pretrain'],
    'fc_caption.weight': ['avvp', 'fewShot', 'pretrain'],
    'temporal_gated.0.weight': ['avvp', 'avsS4', 'avsMs3', 'fewShot', 'pretrain'],
    'bn1.running_mean': ['ave', 'avvp', 'fewShot', 'pretrain'],
    gate: ['ave', 'avvp', 'fewShot', 'pretrain'],
  };
  test.each(Object.entries(held))('%s', (name, holders) => {
    // Both grids are square, for the variant that resizes them.
    const sizes = sizesOf([16, 9], [16, 4]);
    const having = TASKS.filter((task) =>
      new DgSctAttention(sizes, { ...DG_SCT_RECIPES[task], reduction: 2 }).namedParameters().has(name),
    );
    expect(having).toEqual(holders);
  });
});

test('pre-training and zero-shot differ from few-shot in two constants', () => {
  expect(DG_SCT_VARIANTS.pretrain).toEqual({ ...DG_SCT_VARIANTS.fewShot, alpha: 0.3, beta: 0.01 });
});
