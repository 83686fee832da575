// Seeded randomness: a host generator for initial values and shuffling, and a
// stream of in-graph noise for dropout whose state is one counter.

import { mix32, randomUniform } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';

/** A generator of numbers in [0, 1). */
export type Random = () => number;

/** A seeded generator (counter hashed by MurmurHash3's finalizer); the same seed gives the same numbers everywhere. */
export function seededRandom(seed: number): Random {
  const key = mix32(seed ^ 0x9e3779b9);
  let index = 0;
  return () => {
    index = (index + 1) >>> 0;
    const high = mix32(key ^ Math.imul(index, 0x9e3779b1)) >>> 5;
    const low = mix32(~key ^ Math.imul(index, 0x85ebca77)) >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  };
}

/** A seed for the part `name` of something seeded with `seed` (FNV-1a). */
export function deriveSeed(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ mix32(seed)) >>> 0;
  for (const byte of new TextEncoder().encode(name)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return mix32(hash);
}

/** A random order of 0..count-1 (Fisher-Yates). */
export function permutation(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const swap = order[i] as number;
    order[i] = order[j] as number;
    order[j] = swap;
  }
  return order;
}

/**
 * Noise inside the graph. Every call draws its own numbers; `advance()` at the end of a training step
 * moves to the next step's. The counter is all the state there is, so saving it makes a resumed run exact.
 */
export class RandomStream {
  readonly counter: tf.Variable;
  readonly #seed: number;
  #calls = 0;

  constructor(seed: number) {
    this.#seed = mix32(seed);
    this.counter = tf.tidy(() => tf.variable(tf.scalar(0, 'int32'), false));
  }

  /** Uniform numbers in [0, 1) of the given shape. */
  uniform(shape: readonly number[]): tf.Tensor {
    this.#calls += 1;
    return randomUniform(shape, this.counter, mix32(this.#seed ^ Math.imul(this.#calls, 0x9e3779b1)));
  }

  /** Moves on to the noise of the next step. */
  advance(): void {
    this.#calls = 0;
    this.counter.assign(tf.add(this.counter, tf.scalar(1, 'int32')) as tf.Scalar);
  }

  dispose(): void {
    this.counter.dispose();
  }
}
