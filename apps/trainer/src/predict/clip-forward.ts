// A trained network as a function from prepared clips to host arrays. One graph is traced and serves every clip.
import { type HostTensor, toFloat32 } from '@dg-sct/checkpoint';
import { type HostArrays, toHostArrays } from '@dg-sct/task';
import { type CompiledFunction, compile, type Precision } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { ClipTensors, SampledTensors } from '../prepare/clip.ts';
import { normalizeFrames } from '../prepare/normalize.ts';

export type ClipInputs = {
  /** Normalised, `[T, H, W, 3]`. */
  readonly frames: tf.Tensor;
  /** `[T, spectrogram frames, mels]`, or `[T, samples]` where the network makes its own spectrogram. */
  readonly audio: tf.Tensor;
};

export class ClipForward {
  readonly #segments: number;
  readonly #forward: CompiledFunction<ClipInputs, Readonly<Record<string, tf.Tensor>>>;

  /** `forward` consists of tensor operations only. @param segments of a clip, T */
  constructor(
    segments: number,
    forward: (inputs: ClipInputs) => Readonly<Record<string, tf.Tensor>>,
    precision: Precision = 'float32',
  ) {
    this.#segments = segments;
    this.#forward = compile(forward, { name: 'predict', precision });
  }

  /** What comes out of one clip. Where it has fewer frames than segments, the last frame stands for the rest. */
  async run(clip: ClipTensors | SampledTensors): Promise<HostArrays> {
    const { frames } = clip;
    const sound = 'samples' in clip ? clip.samples : clip.logmel;
    const [, ...frame] = frames.shape;
    const inputs = {
      frames: tf.tensor(repeatLast(normalizeFrames(frames), frames, this.#segments), [
        this.#segments,
        ...frame,
      ]),
      audio: tf.tensor(toFloat32(sound), [...sound.shape]),
    };
    const outputs = await this.#forward(inputs);
    const arrays = await toHostArrays(outputs);
    tf.dispose([inputs, outputs]);
    return arrays;
  }

  /** Frees the traced graph. */
  dispose(): Promise<void> {
    return this.#forward.dispose();
  }
}

/** The values of `[n, ...]` as those of `[count, ...]`. */
function repeatLast(values: Float32Array, { shape }: HostTensor, count: number): Float32Array {
  const [given = 0] = shape;
  const size = values.length / given;
  const repeated = new Float32Array(count * size);
  for (let index = 0; index < count; index++) {
    const from = Math.min(index, given - 1) * size;
    repeated.set(values.subarray(from, from + size), index * size);
  }
  return repeated;
}
