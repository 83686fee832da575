// Products of two matrices that both change from step to step.
import * as tf from '@tensorflow/tfjs';
import type { BenchCase } from '../../contest/case.ts';
import { signalVariable } from '../../contest/fill.ts';
import { computing } from '../../contest/results.ts';

function product(rows: number, inner: number, columns: number): BenchCase {
  return {
    id: `matmul-${rows}x${inner}x${columns}`,
    about: `[${rows}, ${inner}] times [${inner}, ${columns}]`,
    sizes: { full: { rows, inner, columns }, tiny: { rows: 8, inner: 6, columns: 4 } },
    prepare: ({ rows: m = 1, inner: k = 1, columns: n = 1 }) => {
      const a = signalVariable('a', [m, k]) as tf.Variable<tf.Rank.R2>;
      const b = signalVariable('b', [k, n]) as tf.Variable<tf.Rank.R2>;
      return computing([[m, n]], () => [tf.matMul(a, b)]);
    },
  };
}

export const MATMULS: readonly BenchCase[] = [
  product(256, 256, 256),
  product(1024, 1024, 1024),
  // The widening product of a block's MLP.
  product(1440, 768, 3072),
];
