// Single operations of a transformer block in the shapes that they have there,
// forward and backward, and a chain of plain elementwise operations.
import { gelu, layerNorm } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { BenchCase, Sizes } from '../../contest/case.ts';
import { signalVariable } from '../../contest/fill.ts';
import { differentiating } from '../../contest/results.ts';

interface Operation {
  readonly id: string;
  readonly about: string;
  readonly full: Sizes;
  readonly tiny: Sizes;
  readonly fn: (x: tf.Tensor) => tf.Tensor;
}

/** An operation on one array whose axes are the case's sizes. */
function operation({ id, about, full, tiny, fn }: Operation): BenchCase {
  return {
    id,
    about,
    sizes: { full, tiny },
    prepare: (sizes) => {
      const shape = Object.values(sizes);
      return differentiating(
        (x) => fn(x as tf.Tensor),
        [signalVariable('x', shape)],
        signalVariable('dy', shape),
      );
    },
  };
}

const layerNormalization: BenchCase = {
  id: 'layer-norm',
  about: 'layer normalization, forward and backward, with gradients of scale and shift',
  sizes: { full: { rows: 1440, width: 768 }, tiny: { rows: 6, width: 8 } },
  prepare: ({ rows = 1, width = 1 }) => {
    const inputs = [
      signalVariable('x', [rows, width]),
      signalVariable('gamma', [width]),
      signalVariable('beta', [width]),
    ];
    return differentiating(
      (x, gamma, beta) => layerNorm(x as tf.Tensor, gamma as tf.Tensor, beta as tf.Tensor),
      inputs,
      signalVariable('dy', [rows, width]),
    );
  },
};

export const OPERATIONS: readonly BenchCase[] = [
  layerNormalization,
  operation({
    id: 'softmax',
    about: 'softmax of attention logits, forward and backward',
    full: { maps: 240, rows: 144, columns: 144 },
    tiny: { maps: 2, rows: 3, columns: 5 },
    fn: (x) => tf.softmax(x),
  }),
  operation({
    id: 'gelu',
    about: 'exact GELU of an MLP, forward and backward',
    full: { rows: 1440, width: 3072 },
    tiny: { rows: 4, width: 6 },
    fn: gelu,
  }),
  operation({
    id: 'chain',
    about: 'seven elementwise operations in a row on an array as layer norm sees, forward and backward',
    full: { rows: 1440, width: 768 },
    tiny: { rows: 4, width: 6 },
    fn: (x) => x.mul(0.5).add(0.25).tanh().mul(x).add(x).square().sub(x),
  }),
];
