// The closed op table: every kernel this backend runs, and nothing else.
import { ELEMENTWISE } from './elementwise.ts';
import { LAYOUT } from './layout.ts';
import { PRODUCTS } from './matmul.ts';
import { RANDOM } from './random.ts';
import { REDUCTIONS } from './reduction.ts';
import type { KernelEntry } from './types.ts';

export const KERNELS: Readonly<Record<string, KernelEntry>> = {
  ...ELEMENTWISE,
  ...LAYOUT,
  ...PRODUCTS,
  ...REDUCTIONS,
  ...RANDOM,
};
