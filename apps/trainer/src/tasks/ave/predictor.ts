// A trained network as a function from prepared clips to answered segments.
import { EVAL } from '@dg-sct/nn';
import type { AveNetwork, AveSegment } from '@dg-sct/task-ave';
import type { Precision } from '@dg-sct/tfjs-onnxruntime';
import { attentionMaps } from '../../predict/attention-maps.ts';
import { ClipForward, type ClipInputs } from '../../predict/clip-forward.ts';
import type { ClipTensors, SampledTensors } from '../../prepare/clip.ts';
import type { AttentionMap } from '../../report/types.ts';

export interface ClipAnswer {
  /** One per segment, from 0 s on. */
  readonly segments: readonly AveSegment[];
  /** One per segment; absent for a network without cross-modal layers. */
  readonly attention?: readonly AttentionMap[];
}

export class Predictor {
  readonly #network: AveNetwork;
  readonly #forward: ClipForward;

  /** The network stays the caller's. */
  constructor(network: AveNetwork, precision?: Precision) {
    this.#network = network;
    const forward = (inputs: ClipInputs) => {
      const { outputs, features } = network.forward(inputs, EVAL);
      return features.visualMap === undefined ? outputs : { ...outputs, visualMap: features.visualMap };
    };
    this.#forward = new ClipForward(network.head.segments, forward, precision);
  }

  /** Answers one clip. Where it has fewer frames than segments, the last frame stands for the rest. */
  async answer(clip: ClipTensors | SampledTensors): Promise<ClipAnswer> {
    const { visualMap, ...outputs } = await this.#forward.run(clip);
    const segments = this.#network.head.decode(outputs).flatMap((decoded) => decoded.segments);
    return visualMap === undefined
      ? { segments }
      : { segments, attention: attentionMaps(visualMap.data, segments.length) };
  }

  /** Frees the traced graph. */
  dispose(): Promise<void> {
    return this.#forward.dispose();
  }
}
