// The sizes of an HTS-AT, read off the shapes of its tensors, and the published backbones that have them.
import { listItems } from '@dg-sct/checkpoint';
import type { HtsatConfig } from './config.ts';
import { HTSAT_VARIANTS, type HtsatVariant } from './variants.ts';

/** A configuration, as far as shapes tell it: not the rates and frequencies of the sound. */
export interface HtsatSizes {
  readonly fftSize: number;
  readonly melBins: number;
  /** The smallest that these shapes allow. */
  readonly specSize: number;
  readonly patchSize: number;
  readonly embedDim: number;
  readonly depths: readonly number[];
  readonly heads: readonly number[];
  readonly windowSize: number;
  readonly mlpRatio: number;
  /** 1 for a model without a classifier. */
  readonly classes: number;
}

type Shapes = ReadonlyMap<string, readonly number[]>;

/** What tensors of these names (this package's) and shapes belong to; undefined where that is no HTS-AT. */
export function htsatSizesOf(shapes: Shapes): HtsatSizes | undefined {
  const blocks = listItems(shapes, 'layers').map((stage) => listItems(stage, 'blocks'));
  const stages = blocks.flatMap((stage) => stageSizes(stage) ?? []);
  const [embedDim = shapes.get('patch_embed.norm.weight')?.[0], , patchSize = 4] =
    shapes.get('patch_embed.proj.weight') ?? [];
  const [bins = 513, melBins = shapes.get('bn0.weight')?.[0]] = shapes.get('logmel_extractor.melW') ?? [];
  const [first] = stages;
  if (embedDim === undefined || melBins === undefined || first === undefined) return undefined;
  if (stages.length < blocks.length) return undefined;
  return {
    fftSize: shapes.get('spectrogram_extractor.stft.conv_real.weight')?.[2] ?? 2 * (bins - 1),
    melBins,
    specSize: Math.max(gridEdge(stages) * patchSize, melBins),
    patchSize,
    embedDim,
    depths: stages.map(({ depth }) => depth),
    heads: stages.map(({ heads }) => heads),
    windowSize: first.window,
    mlpRatio: (first.hidden ?? 4 * embedDim) / embedDim,
    classes: shapes.get('tscam_conv.weight')?.[0] ?? shapes.get('head.weight')?.[0] ?? 1,
  };
}

/** The published backbones of these sizes. */
export function htsatVariantsOf(sizes: HtsatSizes): HtsatVariant[] {
  return (Object.keys(HTSAT_VARIANTS) as HtsatVariant[]).filter((name) => {
    const config: HtsatConfig = HTSAT_VARIANTS[name];
    const published = new Map<string, unknown>(Object.entries({ patchSize: 4, mlpRatio: 4, ...config }));
    return Object.entries(sizes).every(([key, value]) => `${published.get(key)}` === `${value}`);
  });
}

interface StageSizes {
  readonly depth: number;
  readonly heads: number;
  /** Edge of a window, tokens. */
  readonly window: number;
  /** Windows of an image, where there is a mask for each of them. */
  readonly windows?: number;
  /** Width of the feed-forward part. */
  readonly hidden?: number;
}

function stageSizes(blocks: readonly Shapes[]): StageSizes | undefined {
  const firstOf = (name: string): readonly number[] =>
    blocks.find((block) => block.has(name))?.get(name) ?? [];
  const [offsets, heads] = firstOf('attn.relative_position_bias_table');
  const [windows] = firstOf('attn_mask');
  const [hidden] = firstOf('mlp.fc1.weight');
  if (offsets === undefined || heads === undefined) return undefined;
  return {
    depth: blocks.length,
    heads,
    window: (Math.sqrt(offsets) + 1) / 2,
    ...(windows === undefined ? {} : { windows }),
    ...(hidden === undefined ? {} : { hidden }),
  };
}

/**
 * Edge of stage 0's grid of tokens. A mask counts the windows of its stage; a window that is smaller than the first is its
 * whole stage, and so is one whose second block has no mask. Else the last stage is one window at least.
 */
function gridEdge(stages: readonly StageSizes[]): number {
  const masked = stages.findIndex(({ windows }) => windows !== undefined);
  const [first] = stages;
  const whole = stages.findIndex(({ depth, window }) => depth > 1 || window !== first?.window);
  const at = masked >= 0 ? masked : whole >= 0 ? whole : stages.length - 1;
  const { window = 1, windows = 1 } = stages[at] ?? {};
  return window * Math.sqrt(windows) * 2 ** at;
}
