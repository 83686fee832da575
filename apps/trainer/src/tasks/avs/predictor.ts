// A trained network as a function from prepared windows to logits. One graph is traced and serves every window.
import type { HostTensor } from '@dg-sct/checkpoint';
import { EVAL } from '@dg-sct/nn';
import { type HostArrays, hostArray, toHostArrays } from '@dg-sct/task';
import { type CompiledFunction, compile } from '@dg-sct/tfjs-onnxruntime';
import { type Tensors, toTensors } from '@dg-sct/training';
import * as tf from '@tensorflow/tfjs';
import type { Tensors as ClipTensors } from '../../prepare/material.ts';
import { framesOf, stacked } from '../batch.ts';
import type { AvsTrainedNetwork } from './network.ts';

export class AvsPredictor {
  readonly #segments: number;
  readonly #forward: CompiledFunction<Tensors, { logits: tf.Tensor }>;

  /** The network stays the caller's. */
  constructor(network: AvsTrainedNetwork) {
    this.#segments = network.head.segments;
    this.#forward = compile((inputs: Tensors) => ({ logits: network.answer(inputs, EVAL).outputs.logits }), {
      name: 'predict',
    });
  }

  /** Logits of every second, `[maskSize, maskSize]` each, for as many as there are frames. */
  async answer(clip: ClipTensors): Promise<Float32Array[]> {
    const { frames, ...sound } = clip;
    const given = frames?.shape[0] ?? 0;
    const whole = frames === undefined ? clip : { ...clip, frames: repeatLast(frames, this.#segments) };
    const arrays: HostArrays = {
      frames: framesOf([whole]),
      ...Object.fromEntries(Object.keys(sound).map((name) => [name, stacked([clip], name)])),
    };
    const inputs = toTensors(arrays);
    const outputs = await this.#forward(inputs);
    const { data } = hostArray(await toHostArrays(outputs), 'logits');
    tf.dispose([inputs, outputs]);
    const size = data.length / this.#segments;
    return Array.from({ length: given }, (_, t) =>
      Float32Array.from(data.subarray(t * size, (t + 1) * size)),
    );
  }

  /** Frees the traced graph. */
  async dispose(): Promise<void> {
    await this.#forward.dispose();
  }
}

/** `[n, ...]` as `[count, ...]`: the last one stands for those that are missing. */
function repeatLast(tensor: HostTensor, count: number): HostTensor {
  const [given = 0, ...rest] = tensor.shape;
  const values = tensor.data as Uint8Array | Float32Array; // as frames are cached
  const size = values.length / given;
  const data = values instanceof Uint8Array ? new Uint8Array(count * size) : new Float32Array(count * size);
  for (let index = 0; index < count; index++) {
    const from = Math.min(index, given - 1) * size;
    data.set(values.subarray(from, from + size), index * size);
  }
  return { ...tensor, shape: [count, ...rest], data } as HostTensor;
}
