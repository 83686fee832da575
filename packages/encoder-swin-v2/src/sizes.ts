// The sizes of a Swin V2, read off the shapes of its tensors, and the published models that have them.
import { listItems } from '@dg-sct/checkpoint';
import type { SwinV2Config } from './config.ts';
import { SWIN_V2_VARIANTS, type SwinV2Variant } from './variants.ts';

/** A configuration, as far as shapes tell it. */
export interface SwinV2Sizes {
  readonly patchSize: number;
  readonly channels: number;
  readonly embedDim: number;
  readonly depths: readonly number[];
  readonly heads: readonly number[];
  readonly mlpRatio: number;
  /** 0 for a model without a head. */
  readonly classes: number;
  /** Only where a mask or a table of coordinates tells it. */
  readonly imageSize?: number;
  /** Only where a mask or a table of coordinates tells it. */
  readonly windowSize?: number;
}

type Shapes = ReadonlyMap<string, readonly number[]>;

/** What tensors of these names (this package's) and shapes belong to; undefined where that is no Swin V2. */
export function swinV2SizesOf(shapes: Shapes): SwinV2Sizes | undefined {
  const stages = listItems(shapes, 'layers').map((stage) => listItems(stage, 'blocks'));
  const heads = stages.flatMap(
    (blocks) => (firstOf(blocks, 'attn.logit_scale') ?? firstOf(blocks, 'attn.cpb_mlp.2.weight'))?.[0] ?? [],
  );
  const [embedDim = shapes.get('patch_embed.norm.weight')?.[0], channels = 3, patchSize = 4] =
    shapes.get('patch_embed.proj.weight') ?? [];
  if (embedDim === undefined || stages.length === 0 || heads.length < stages.length) return undefined;
  const hidden = firstOf(stages[0] ?? [], 'mlp.fc1.weight')?.[0] ?? 4 * embedDim;
  return {
    patchSize,
    channels,
    embedDim,
    depths: stages.map((blocks) => blocks.length),
    heads,
    mlpRatio: hidden / embedDim,
    classes: shapes.get('head.weight')?.[0] ?? 0,
    ...windowOf(stages, patchSize),
  };
}

/** The published models of these sizes: several where they differ only in what is not known. */
export function swinV2VariantsOf(sizes: SwinV2Sizes): SwinV2Variant[] {
  return (Object.keys(SWIN_V2_VARIANTS) as SwinV2Variant[]).filter((name) => {
    const config: SwinV2Config = SWIN_V2_VARIANTS[name];
    const published = new Map<string, unknown>(
      Object.entries({ patchSize: 4, channels: 3, mlpRatio: 4, ...config }),
    );
    return Object.entries(sizes).every(([key, value]) => `${published.get(key)}` === `${value}`);
  });
}

const firstOf = (blocks: readonly Shapes[], name: string): readonly number[] | undefined =>
  blocks.find((block) => block.has(name))?.get(name);

/** From the first mask `[windows, N, N]`; where stage 0 is a single window from its coordinates `[1, 2W - 1, 2W - 1, 2]`. */
function windowOf(
  stages: readonly (readonly Shapes[])[],
  patchSize: number,
): { imageSize?: number; windowSize?: number } {
  for (const [stage, blocks] of stages.entries()) {
    const [windows = 0, tokens = 0] = firstOf(blocks, 'attn_mask') ?? [];
    const windowSize = Math.sqrt(tokens);
    const imageSize = windowSize * Math.sqrt(windows) * 2 ** stage * patchSize;
    if (imageSize > 0 && Number.isInteger(windowSize) && Number.isInteger(imageSize)) {
      return { imageSize, windowSize };
    }
  }
  const [first = []] = stages;
  const span = firstOf(first, 'attn.relative_coords_table')?.[1];
  if (span === undefined || first.length < 2) return {};
  return { imageSize: ((span + 1) / 2) * patchSize, windowSize: (span + 1) / 2 };
}
