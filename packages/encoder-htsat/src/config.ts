// What defines an HTS-AT, and the checks that make its grids fit together.
import type { Grid } from '@dg-sct/nn';
import { HtsatError } from './errors.ts';
import { type ImageShape, imageShape } from './front-end/image.ts';
import { checkLogMelConfig, type LogMelConfig } from './log-mel/config.ts';

/**
 * What training mode switches on inside the encoder. The published DG-SCT runs its frozen encoder in
 * training mode, so all but mixup default to true.
 */
export interface TrainMode {
  /** The input normalisation uses batch statistics and updates its running ones. Default true. */
  readonly batchNorm?: boolean;
  /** Random stripes of the spectrogram are blanked. Default true. */
  readonly specAugment?: boolean;
  /** Each clip is blended with its partner in the reversed batch, weights from Beta(1/2, 1/2). Default false. */
  readonly mixup?: boolean;
  /** Stochastic depth. Default true. */
  readonly dropPath?: boolean;
}

/** `clip_bce`: independent classes, outputs are probabilities. `clip_ce`: one class, `clipwise` are logits. */
export type LossType = 'clip_bce' | 'clip_ce';

export interface HtsatConfig extends LogMelConfig {
  /** Edge of the square image that the spectrogram is folded into. */
  readonly specSize: number;
  /** Default 4. */
  readonly patchSize?: number;
  /** Channels of the first stage; they double from stage to stage. */
  readonly embedDim: number;
  /** Blocks of each stage. */
  readonly depths: readonly number[];
  /** Attention heads of each stage. */
  readonly heads: readonly number[];
  /** Edge of the attention windows, in tokens. */
  readonly windowSize: number;
  /** Default 4. */
  readonly mlpRatio?: number;
  readonly classes: number;
  readonly lossType: LossType;
  /** Drop-path rate of the last block; it grows linearly from 0 at the first. Default 0.1. */
  readonly dropPathRate?: number;
  readonly trainMode?: TrainMode;
  /** Whether `readout` applies the final norm. As published it does not, though the classifier does: default false. */
  readonly readoutNorm?: boolean;
  /**
   * Which part of a clip longer than the image `embed` takes in evaluation. Published is `random`, from the context's
   * stream, so that no evaluation repeats; it concerns `scv2` alone. Default `middle`.
   */
  readonly evalCrop?: 'middle' | 'random';
}

interface StageShape {
  readonly dim: number;
  readonly heads: number;
  readonly grid: Grid;
  readonly dropPathRates: readonly number[];
}

/** Everything that follows from a configuration. */
export interface Layout {
  readonly image: ImageShape;
  readonly patchSize: number;
  readonly mlpRatio: number;
  readonly stages: readonly StageShape[];
  readonly trainMode: Required<TrainMode>;
}

/** Throws `HtsatError` `BAD_CONFIG` where sizes do not fit together. */
export function layoutOf(config: HtsatConfig): Layout {
  checkLogMelConfig(config);
  const { specSize, embedDim, depths, heads, windowSize, patchSize = 4, mlpRatio = 4 } = config;
  const trainMode = { batchNorm: true, specAugment: true, mixup: false, dropPath: true, ...config.trainMode };
  const image = imageShape(specSize, config.melBins);
  check(depths.length > 0 && depths.length === heads.length, 'depths and heads need one entry per stage', {
    depths,
    heads,
  });
  const rates = dropPathRates(depths, trainMode.dropPath ? (config.dropPathRate ?? 0.1) : 0);
  const stages = depths.map((_, i) => {
    const dim = embedDim * 2 ** i;
    const stageHeads = heads[i] ?? 1;
    const edge = specSize / patchSize / 2 ** i;
    check(dim % stageHeads === 0, 'channels must be divisible by heads', {
      stage: i,
      dim,
      heads: stageHeads,
    });
    check(
      Number.isInteger(edge) && edge % Math.min(edge, windowSize) === 0,
      'the token grid must divide into windows',
      {
        stage: i,
        specSize,
        patchSize,
        edge,
        windowSize,
      },
    );
    return { dim, heads: stageHeads, grid: { height: edge, width: edge }, dropPathRates: rates[i] ?? [] };
  });
  return { image, patchSize, mlpRatio, stages, trainMode };
}

/** Rates per stage and block, from 0 to `rate` in equal steps. */
function dropPathRates(depths: readonly number[], rate: number): number[][] {
  const blocks = depths.reduce((sum, depth) => sum + depth, 0);
  let block = 0;
  return depths.map((depth) =>
    Array.from({ length: depth }, () => (rate * block++) / Math.max(blocks - 1, 1)),
  );
}

function check(holds: boolean, message: string, given: Record<string, unknown>): void {
  if (holds) return;
  const list = Object.entries(given).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  throw new HtsatError('BAD_CONFIG', `${message}; given ${list.join(', ')}`);
}
