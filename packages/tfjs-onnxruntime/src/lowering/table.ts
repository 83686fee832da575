// The closed op table: every kernel this backend runs, and nothing else.
import { CONVOLUTIONS } from './convolution.ts';
import { DILATION } from './dilation.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { IMAGE } from './image.ts';
import { INDEXING } from './indexing.ts';
import { LAYOUT } from './layout.ts';
import { PRODUCTS } from './matmul.ts';
import { NORMALIZATIONS } from './normalization.ts';
import { ORDER } from './order.ts';
import { POOLS } from './pooling.ts';
import { RANDOM } from './random.ts';
import { REDUCTIONS } from './reduction.ts';
import { SPACE } from './space.ts';
import type { KernelEntry } from './types.ts';

export const KERNELS: Readonly<Record<string, KernelEntry>> = {
  ...CONVOLUTIONS,
  ...DILATION,
  ...ELEMENTWISE,
  ...IMAGE,
  ...INDEXING,
  ...LAYOUT,
  ...NORMALIZATIONS,
  ...ORDER,
  ...POOLS,
  ...PRODUCTS,
  ...RANDOM,
  ...REDUCTIONS,
  ...SPACE,
};
