// Resizing of grids as PyTorch's `interpolate` does it, without antialiasing: a constant matrix along each axis, so
// that it is two matrix products whatever the kind, and so is its gradient.
import * as tf from '@tensorflow/tfjs';

export interface Interpolation {
  /** Bicubic weights have the coefficient -0.75 and read clamped edges. */
  readonly kind: 'bilinear' | 'bicubic';
  /** First and last points of both grids coincide; otherwise the grids' outlines do. */
  readonly alignCorners: boolean;
}

const CUBIC = -0.75;

/** Weights `[to, from]`, row-major; every row sums to one. */
export function interpolationMatrix(from: number, to: number, interpolation: Interpolation): Float32Array {
  const { kind } = interpolation;
  const kernel = kind === 'bicubic' ? cubic : triangle;
  const reach = kind === 'bicubic' ? 2 : 1;
  const matrix = new Float64Array(to * from);
  for (let row = 0; row < to; row++) {
    const source = sourceOf(row, from, to, interpolation);
    const base = Math.floor(source);
    for (let tap = base + 1 - reach; tap <= base + reach; tap++) {
      const index = row * from + Math.min(Math.max(tap, 0), from - 1);
      matrix[index] = (matrix[index] as number) + kernel(Math.abs(source - tap));
    }
  }
  return Float32Array.from(matrix);
}

/** Where an output point lies on the input's axis; bilinear points stay on the grid. */
function sourceOf(row: number, from: number, to: number, { kind, alignCorners }: Interpolation): number {
  if (alignCorners) return to > 1 ? (row * (from - 1)) / (to - 1) : 0;
  const source = ((row + 0.5) * from) / to - 0.5;
  return kind === 'bilinear' ? Math.max(source, 0) : source;
}

const triangle = (distance: number): number => Math.max(0, 1 - distance);

/** Keys' cubic convolution kernel. */
function cubic(distance: number): number {
  if (distance <= 1) return ((CUBIC + 2) * distance - (CUBIC + 3)) * distance * distance + 1;
  if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * CUBIC;
  return 0;
}

/** `[B, H, W, C]` to `[B, height, width, C]`. */
export function resizeGrid(
  x: tf.Tensor,
  height: number,
  width: number,
  interpolation: Interpolation,
): tf.Tensor {
  const [batch = 1, rows = 1, columns = 1, channels = 1] = x.shape;
  const taller = stretch(x.reshape([batch, rows, columns * channels]), height, interpolation);
  const wider = stretch(taller.reshape([batch * height, columns, channels]), width, interpolation);
  return wider.reshape([batch, height, width, channels]);
}

/** Resizes the middle axis: `[B, N, C]` to `[B, to, C]`. */
export function stretch(x: tf.Tensor, to: number, interpolation: Interpolation): tf.Tensor {
  const [, from = 1] = x.shape;
  if (from === to) return x;
  return tf.matMul(tf.tensor3d(interpolationMatrix(from, to, interpolation), [1, to, from]), x);
}
