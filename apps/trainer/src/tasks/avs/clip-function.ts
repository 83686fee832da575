// The network of segmentation as one function of raw pictures and sound: normalising and log-mel spectrograms are part
// of it, resizing and decoding are not.
import { EVAL } from '@dg-sct/nn';
import type { ClipFunction } from '../../export/clip-function.ts';
import { normalized } from '../normalized.ts';
import type { AvsInput } from './config.ts';
import type { AvsTrainedNetwork } from './network.ts';

/** `mask_probability [T, S, S]`: that a pixel sounds. The network stays the caller's. */
export function avsClipFunction(network: AvsTrainedNetwork, input: AvsInput): ClipFunction {
  const { segments, secondsPerSegment, sampleRate, imageSize, maskSize } = input;
  return {
    signature: {
      frames: { shape: [segments, imageSize, imageSize, 3], dtype: 'float32' },
      samples: { shape: [segments, secondsPerSegment * sampleRate], dtype: 'float32' },
    },
    call: ({ frames, samples }) => {
      const { outputs } = network.fromSamples(normalized(frames), samples, EVAL);
      return { mask_probability: outputs.logits.sigmoid().reshape([segments, maskSize, maskSize]) };
    },
  };
}
