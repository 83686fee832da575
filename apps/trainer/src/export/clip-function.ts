// What can be exported: a trained network as one function of raw pictures and sound, for programs that have none of this
// one's preparation.
import type * as tf from '@tensorflow/tfjs';

/** One clip. */
type RawClip = {
  /** RGB grey levels 0 to 255 of resized frames, `[T, H, W, 3]`. */
  readonly frames: tf.Tensor;
  /** Mono sound, one row a segment, `[T, secondsPerSegment * sampleRate]`. */
  readonly samples: tf.Tensor;
};

interface Float32Spec {
  readonly shape: number[];
  readonly dtype: 'float32';
}

export interface ClipFunction {
  readonly signature: { readonly [Name in keyof RawClip]: Float32Spec };
  readonly call: (clip: RawClip) => Record<string, tf.Tensor>;
}
