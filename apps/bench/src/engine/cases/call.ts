// What a call costs when there is nothing to compute.
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { BenchCase } from '../../contest/case.ts';

export const CALL: BenchCase = {
  id: 'call',
  about: 'a step that adds one to a number',
  sizes: { full: {}, tiny: {} },
  prepare: () => {
    const count = tf.variable(tf.scalar(0), false);
    const step = compile(() => {
      count.assign(count.add(1) as tf.Scalar);
      return [];
    });
    return {
      step: async () => {
        await step([]);
      },
      sample: async () => [[...(await count.data())]],
    };
  },
};
