// A trained network as a function from prepared clips to answers. One graph is
// traced and serves every window.
import { type HostTensor, toFloat32 } from '@dg-sct/checkpoint';
import { EVAL } from '@dg-sct/nn';
import { toHostArrays } from '@dg-sct/task';
import type { AveNetwork, AveSegment } from '@dg-sct/task-ave';
import { type CompiledFunction, compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { attentionMaps } from '../../predict/attention-maps.ts';
import type { ClipTensors } from '../../prepare/clip.ts';
import { normalizeFrames } from '../../prepare/normalize.ts';
import type { AttentionMap } from '../../report/types.ts';

export interface ClipAnswer {
  /** One per segment, from 0 s on. */
  readonly segments: readonly AveSegment[];
  /** One per segment; absent for a network without cross-modal layers. */
  readonly attention?: readonly AttentionMap[];
}

interface ClipInputs extends Readonly<Record<string, tf.Tensor>> {
  /** Normalised, `[T, H, W, 3]`. */
  readonly frames: tf.Tensor;
  /** `[T, spectrogram frames, mels]`. */
  readonly audio: tf.Tensor;
}

export class Predictor {
  readonly #network: AveNetwork;
  readonly #forward: CompiledFunction<ClipInputs, Readonly<Record<string, tf.Tensor>>>;

  /** The network stays the caller's. */
  constructor(network: AveNetwork) {
    this.#network = network;
    this.#forward = compile((inputs: ClipInputs) => forward(network, inputs), { name: 'predict' });
  }

  /** Answers one clip. Where it has fewer frames than segments, the last frame stands for the rest. */
  async answer({ frames, logmel }: ClipTensors): Promise<ClipAnswer> {
    const [, ...frame] = frames.shape;
    const count = this.#network.head.segments;
    const inputs = {
      frames: tf.tensor(repeatLast(normalizeFrames(frames), frames, count), [count, ...frame]),
      audio: tensorOf(logmel),
    };
    const outputs = await this.#forward(inputs);
    const { visualMap, ...arrays } = await toHostArrays(outputs);
    tf.dispose([inputs, outputs]);
    const segments = this.#network.head.decode(arrays).flatMap((clip) => clip.segments);
    return visualMap === undefined
      ? { segments }
      : { segments, attention: attentionMaps(visualMap.data, segments.length) };
  }

  /** Frees the traced graph. */
  async dispose(): Promise<void> {
    await this.#forward.dispose();
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

function forward(network: AveNetwork, inputs: ClipInputs): Readonly<Record<string, tf.Tensor>> {
  const { outputs, features } = network.forward(inputs, EVAL);
  return features.visualMap === undefined ? outputs : { ...outputs, visualMap: features.visualMap };
}

const tensorOf = (tensor: HostTensor): tf.Tensor => tf.tensor(toFloat32(tensor), [...tensor.shape]);
