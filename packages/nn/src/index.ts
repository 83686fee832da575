// Public surface of @dg-sct/nn.
export { type Context, EVAL } from './context.ts';
export { NnError, type NnErrorCode } from './errors.ts';
export {
  biasUniform,
  constant,
  fanIn,
  fanInUniform,
  type Initializer,
  normal,
  ones,
  sizeOf,
  truncatedNormal,
  uniform,
  values,
  xavierUniform,
  zeros,
} from './init.ts';
export { type Attended, attend, requireHeads } from './layers/attend.ts';
export { BatchNorm, type BatchNormOptions } from './layers/batch-norm.ts';
export { Conv2d, type Conv2dOptions, PointwiseConv } from './layers/conv2d.ts';
export { dropout, dropPath } from './layers/dropout.ts';
export { Embedding } from './layers/embedding.ts';
export { LayerNorm, type LayerNormOptions } from './layers/layer-norm.ts';
export { Linear, type LinearOptions, linear } from './layers/linear.ts';
export { Lstm, type LstmOptions, type LstmRun } from './layers/lstm.ts';
export { Mlp } from './layers/mlp.ts';
export { MultiHeadAttention, type MultiHeadAttentionOptions } from './layers/multi-head-attention.ts';
export { gatherNeighbours, PatchProjection } from './layers/patches.ts';
export { type Interpolation, interpolationMatrix, resizeGrid, stretch } from './layers/resize.ts';
export {
  type Grid,
  mergeWindows,
  partitionWindows,
  relativePositionIndex,
  rollGrid,
  shiftMask,
} from './layers/windows.ts';
export { Module } from './module.ts';
export { Adam, type AdamOptions, AdamW } from './optim/adam.ts';
export { GradientSum } from './optim/gradient-sum.ts';
export { clipByGlobalNorm, type LossValues, valueAndGradients } from './optim/gradients.ts';
export { type Gradients, Optimizer } from './optim/optimizer.ts';
export { constantRate, type Position, type Schedule, stepLr, warmupCosine } from './optim/schedule.ts';
export { Parameter, type ParameterOptions } from './parameter.ts';
export { deriveSeed, permutation, type Random, RandomStream, seededRandom } from './random.ts';
