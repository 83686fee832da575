// Counter-based uniform noise: number i of call `key` at step `counter` is a
// hash of the three. In a compiled graph the counter is state, so every run
// draws anew, and a resumed run draws exactly what it would have drawn.
import * as tf from '@tensorflow/tfjs';
import { element } from './elements.ts';
import { runOwnKernel } from './kernels.ts';

const GOLDEN = 0x9e3779b1;

/** The 32-bit finalizer of MurmurHash3. */
export function mix32(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Host twin of the graph's noise: `count` numbers in [0, 1), multiples of 2^-24. */
export function uniformNoise(count: number, counter: number, key: number): Float32Array {
  const base = mix32(mix32(counter) ^ key);
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    out[i] = (mix32(base ^ Math.imul(i, GOLDEN)) >>> 8) / 0x1000000;
  }
  return out;
}

/**
 * Uniform numbers in [0, 1), without gradient.
 * @param shape of the result
 * @param counter int32 scalar that changes from step to step
 * @param key tells calls within one step apart, an unsigned 32-bit integer
 */
export function randomUniform(shape: readonly number[], counter: tf.Tensor, key: number): tf.Tensor {
  const outputs = runOwnKernel('CounterUniform', { counter }, { shape: [...shape], key: key >>> 0 }, () => {
    const count = shape.reduce((product, size) => product * size, 1);
    const step = element(counter.dataSync(), 0);
    return [tf.tensor(uniformNoise(count, step, key >>> 0), [...shape], 'float32')];
  });
  return element(outputs, 0);
}
