// Initialisers: shape and generator to values. The defaults are PyTorch's.
import type { Random } from './random.ts';

export type Initializer = (shape: readonly number[], random: Random) => Float32Array | Int32Array;

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Inputs of one output unit: the product of all dimensions but the first. */
export function fanIn(shape: readonly number[]): number {
  return sizeOf(shape.slice(1));
}

export function constant(value: number): Initializer {
  return (shape) => new Float32Array(sizeOf(shape)).fill(value);
}

export const zeros: Initializer = constant(0);
export const ones: Initializer = constant(1);

/** Given values, the same for every seed (computed tables, masks). */
export function values(data: Float32Array | Int32Array): Initializer {
  return () => data;
}

export function uniform(low: number, high: number): Initializer {
  return (shape, random) => Float32Array.from({ length: sizeOf(shape) }, () => low + (high - low) * random());
}

/** PyTorch's default for Linear and convolution weights: uniform in +-1/sqrt(fan_in). */
export const fanInUniform: Initializer = (shape, random) => {
  const bound = 1 / Math.sqrt(fanIn(shape));
  return uniform(-bound, bound)(shape, random);
};

/** PyTorch's default for the bias beside a weight with that fan-in. */
export function biasUniform(fanInOfWeight: number): Initializer {
  const bound = 1 / Math.sqrt(fanInOfWeight);
  return uniform(-bound, bound);
}

/** Xavier uniform over a matrix `[out, in]`. */
export const xavierUniform: Initializer = (shape, random) => {
  const bound = Math.sqrt(6 / ((shape[0] ?? 1) + fanIn(shape)));
  return uniform(-bound, bound)(shape, random);
};

/** Normal with mean zero and the given deviation. */
export function normal(deviation: number): Initializer {
  return (shape, random) =>
    Float32Array.from({ length: sizeOf(shape) }, () => deviation * standardNormal(random));
}

/** Normal with the given deviation, redrawn until within two units of zero (PyTorch's trunc_normal_ limits). */
export function truncatedNormal(deviation: number): Initializer {
  return (shape, random) =>
    Float32Array.from({ length: sizeOf(shape) }, () => {
      for (;;) {
        const value = deviation * standardNormal(random);
        if (Math.abs(value) <= 2) return value;
      }
    });
}

const standardNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
