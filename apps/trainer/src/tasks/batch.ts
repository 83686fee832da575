// Prepared tensors as the inputs of networks.
import { type HostTensor, toFloat32 } from '@dg-sct/checkpoint';
import type { Picture } from '@dg-sct/media';
import type { HostArray } from '@dg-sct/task';
import { CommandError } from '../errors.ts';
import type { PreparedSplit } from '../prepare/dataset.ts';
import type { Tensors } from '../prepare/material.ts';
import { normalizeFrames } from '../prepare/normalize.ts';
import type { Example } from './data.ts';

/** Tensors of some examples of a split, in their order. */
export const readClips = (split: PreparedSplit, indices: readonly number[]): Promise<Tensors[]> =>
  Promise.all(indices.map((index) => split.read(index)));

/** Some examples of a split, in their order. */
export const examplesAt = <E extends Example>(split: PreparedSplit<E>, indices: readonly number[]): E[] =>
  indices.flatMap((index) => split.examples[index] ?? []);

/** Frames normalised, `[B*T, H, W, 3]`; or kept features `[B*T, N, D]` as they are. */
export const framesOf = (clips: readonly Tensors[]): HostArray =>
  stack(
    clips.map((clip) => {
      const frames = tensorOf(clip, 'frames');
      const isPicture = frames.shape.length === 4;
      return { data: isPicture ? normalizeFrames(frames) : toFloat32(frames), shape: frames.shape };
    }),
  );

/** Prepared frames as pictures, one for each segment. */
export function picturesOf(clip: Tensors): Picture<Uint8Array>[] {
  const { dtype, shape, data } = tensorOf(clip, 'frames');
  const [count = 0, height = 0, width = 0, channels = 0] = shape;
  const size = height * width * channels;
  const scale = dtype === 'U8' ? 1 : 255;
  const pixels = Uint8ClampedArray.from(data as Uint8Array | Float32Array, (value) => value * scale);
  return Array.from({ length: count }, (_, t) => ({
    data: new Uint8Array(pixels.buffer, t * size, size),
    height,
    width,
    channels,
  }));
}

/** `count` of a clip's segments from `first` on: tensors whose first axis is shorter, of the same memory. */
export const segmentsFrom = (clip: Tensors, first: number, count: number): Tensors =>
  Object.fromEntries(
    Object.entries(clip).map(([name, tensor]) => {
      const [segments = 1, ...rest] = tensor.shape;
      const size = tensor.data.length / segments;
      const data = tensor.data.subarray(first * size, (first + count) * size);
      return [name, { ...tensor, shape: [count, ...rest], data } as HostTensor];
    }),
  );

/** The clips' tensors of one name, as numbers, one after the other: `[T, ...]` each to `[B*T, ...]`. */
export const stacked = (clips: readonly Tensors[], name: string): HostArray =>
  stack(
    clips.map((clip) => {
      const tensor = tensorOf(clip, name);
      return { data: toFloat32(tensor), shape: tensor.shape };
    }),
  );

/** @throws {CommandError} where the cache lacks it. */
function tensorOf(clip: Tensors, name: string): HostTensor {
  const tensor = clip[name];
  if (tensor !== undefined) return tensor;
  throw new CommandError(`a prepared clip has no "${name}"; delete the cache and prepare the data again`);
}

function stack(parts: readonly { readonly data: Float32Array; readonly shape: readonly number[] }[]) {
  const [segments = 0, ...rest] = parts[0]?.shape ?? [];
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return { data, shape: [parts.length * segments, ...rest] };
}
