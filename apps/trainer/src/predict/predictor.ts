// A trained network as a function from prepared clips to answers. One graph is
// traced and serves every window.
import type { HostTensor } from '@dg-sct/checkpoint';
import { toFloat32 } from '@dg-sct/checkpoint';
import { EVAL } from '@dg-sct/nn';
import { toHostArrays } from '@dg-sct/task';
import type { AveNetwork, AveSegment } from '@dg-sct/task-ave';
import { type CompiledFunction, compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { ClipTensors } from '../prepare/clip.ts';
import { normalizeFrames } from '../prepare/normalize.ts';
import type { AttentionMap } from '../report/types.ts';

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

  /** Answers one clip. */
  async answer({ frames, logmel }: ClipTensors): Promise<ClipAnswer> {
    const inputs = {
      frames: tf.tensor(normalizeFrames(frames), [...frames.shape]),
      audio: tensorOf(logmel),
    };
    const outputs = await this.#forward(inputs);
    const { visualMap, ...arrays } = await toHostArrays(outputs);
    tf.dispose([inputs, outputs]);
    const segments = this.#network.head.decode(arrays).flatMap((clip) => clip.segments);
    return visualMap === undefined
      ? { segments }
      : { segments, attention: attentionMaps(toWeights(visualMap.data), segments.length) };
  }

  /** Frees the traced graph. */
  async dispose(): Promise<void> {
    await this.#forward.dispose();
  }
}

function forward(network: AveNetwork, inputs: ClipInputs): Readonly<Record<string, tf.Tensor>> {
  const { outputs, features } = network.forward(inputs, EVAL);
  return features.visualMap === undefined ? outputs : { ...outputs, visualMap: features.visualMap };
}

const tensorOf = (tensor: HostTensor): tf.Tensor => tf.tensor(toFloat32(tensor), [...tensor.shape]);

const toWeights = (data: Float32Array | Int32Array): Float32Array => Float32Array.from(data);

/** `[T, N]` to T square grids. */
function attentionMaps(weights: Float32Array, segments: number): AttentionMap[] {
  const tokens = weights.length / segments;
  const side = Math.sqrt(tokens);
  return Array.from({ length: segments }, (_, t) => ({
    weights: weights.slice(t * tokens, (t + 1) * tokens),
    rows: side,
    columns: side,
  }));
}
