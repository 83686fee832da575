// What a Swin V2 is made from, and the geometry of each stage that follows from
// it (spec: encoder-swin-v2 sections 1 and 3). All checks of a configuration are here.
import type { Grid } from '@dg-sct/nn';
import { SwinV2Error } from './errors.ts';

export interface SwinV2Config {
  /** Edge of the square input image, in pixels. */
  readonly imageSize: number;
  /** Edge of a patch, in pixels; default 4. */
  readonly patchSize?: number;
  /** Colour channels of the image; default 3. */
  readonly channels?: number;
  /** Channels of the tokens in stage 0; doubled by every patch merging. */
  readonly embedDim: number;
  /** Blocks per stage. */
  readonly depths: readonly number[];
  /** Attention heads per stage. */
  readonly heads: readonly number[];
  /** Edge of an attention window, in tokens; shrunk to the grid where the grid is smaller. */
  readonly windowSize: number;
  /** Window edge per stage that the position bias was trained with, where it differs; 0 for none. */
  readonly pretrainedWindowSizes?: readonly number[];
  /** Hidden width of the MLP as a multiple of the block's channels; default 4. */
  readonly mlpRatio?: number;
  /** Outputs of the classification head; 0 builds no head. */
  readonly classes: number;
  /** Stochastic depth of the last block, rising linearly from 0 at the first; default 0.1. */
  readonly dropPathRate?: number;
}

/** One stage: its grid of tokens, and windows that fit it. */
export interface StageGeometry {
  readonly dim: number;
  readonly depth: number;
  readonly heads: number;
  readonly grid: Grid;
  /** Effective window edge. */
  readonly window: number;
  /** Effective shift of the blocks with an odd index; 0 where one window covers the grid. */
  readonly shift: number;
  readonly pretrainedWindow: number;
}

/** The stages of a configuration. Throws `BAD_CONFIG` where the sizes do not fit together. */
export function stageGeometries(config: SwinV2Config): StageGeometry[] {
  checkNumbers(config);
  const patch = config.patchSize ?? 4;
  require(config.imageSize % patch ===
    0, `imageSize ${config.imageSize} is no multiple of patchSize ${patch}`);
  return config.depths.map((depth, stage) => {
    const edge = config.imageSize / patch / 2 ** stage;
    const dim = config.embedDim * 2 ** stage;
    const heads = config.heads[stage] ?? 1;
    const window = Math.min(edge, config.windowSize);
    const size = `${edge}x${edge} tokens`;
    require(Number.isInteger(
      edge,
    ), `stage ${stage} would get ${size}; every stage but the last needs an even edge`);
    require(edge % window === 0, `stage ${stage} has ${size}, which windows of ${window} do not tile`);
    require(dim % heads === 0, `stage ${stage} has ${dim} channels, which ${heads} heads do not divide`);
    return {
      dim,
      depth,
      heads,
      grid: { height: edge, width: edge },
      window,
      shift: edge <= window ? 0 : Math.floor(config.windowSize / 2),
      pretrainedWindow: config.pretrainedWindowSizes?.[stage] ?? 0,
    };
  });
}

function checkNumbers(config: SwinV2Config): void {
  const { depths, heads, pretrainedWindowSizes: pretrained = depths.map(() => 0) } = config;
  const counts = {
    imageSize: config.imageSize,
    patchSize: config.patchSize ?? 4,
    channels: config.channels ?? 3,
    embedDim: config.embedDim,
    windowSize: config.windowSize,
    ...Object.fromEntries(depths.map((depth, stage) => [`depths[${stage}]`, depth])),
    ...Object.fromEntries(heads.map((count, stage) => [`heads[${stage}]`, count])),
  };
  for (const [name, value] of Object.entries(counts)) {
    require(Number.isInteger(value) && value > 0, `${name} must be a positive integer but is ${value}`);
  }
  require(depths.length > 0, 'depths is empty; give the number of blocks of each stage');
  require(heads.length === depths.length, `heads has ${heads.length} stages but depths has ${depths.length}`);
  require(pretrained.length ===
    depths.length, `pretrainedWindowSizes has ${pretrained.length} stages but depths has ${depths.length}`);
  for (const size of pretrained) {
    require(Number.isInteger(size) &&
      size >= 0 &&
      size !== 1, `pretrainedWindowSizes holds ${size}; each must be 0 or at least 2`);
  }
  require(Number.isInteger(config.classes) &&
    config.classes >= 0, `classes must be 0 or a positive integer but is ${config.classes}`);
  const hidden = (config.mlpRatio ?? 4) * config.embedDim;
  require(Number.isInteger(hidden) &&
    hidden > 0, `mlpRatio ${config.mlpRatio} times embedDim ${config.embedDim} is no positive integer`);
  const rate = config.dropPathRate ?? 0.1;
  require(rate >= 0 && rate < 1, `dropPathRate must lie in [0, 1) but is ${rate}`);
}

function require(holds: boolean, problem: string): void {
  if (!holds) throw new SwinV2Error('BAD_CONFIG', `this Swin V2 configuration does not work: ${problem}`);
}
