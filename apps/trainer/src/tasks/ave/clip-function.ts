// The AVE network as one function of raw pictures and sound: normalising and log-mel spectrograms are part of it,
// resizing and decoding are not.
import type { Htsat } from '@dg-sct/encoder-htsat';
import { EVAL } from '@dg-sct/nn';
import type { AveNetwork } from '@dg-sct/task-ave';
import type { InputConfig } from '../../config/sections.ts';
import type { ClipFunction } from '../../export/clip-function.ts';
import { normalized } from '../normalized.ts';

/**
 * `event_probability [T]`: that an audible and visible event takes place; `class_probability [C]` of the event's
 * class; `audio_gate [T]` and `visual_gate [T]`; with cross-modal layers `attention [T, N]` over the visual tokens.
 * The network and its audio encoder stay the caller's.
 */
export function aveClipFunction(network: AveNetwork, input: InputConfig): ClipFunction {
  const { segments, secondsPerSegment, sampleRate, imageSize, tile } = input;
  const audioEncoder = network.encoder.audio as Htsat; // as every network of a config has it
  return {
    signature: {
      frames: { shape: [segments, imageSize, imageSize, 3], dtype: 'float32' },
      samples: { shape: [segments, secondsPerSegment * sampleRate], dtype: 'float32' },
    },
    call: ({ frames, samples }) => {
      const audio = audioEncoder.logMel(tile === 1 ? samples : samples.tile([1, tile]));
      const { outputs, features } = network.forward({ frames: normalized(frames), audio }, EVAL);
      const { visualMap } = features;
      return {
        event_probability: outputs.isEvent.sigmoid().reshape([segments]),
        class_probability: outputs.eventScores.softmax().reshape([-1]),
        audio_gate: outputs.audioGate.reshape([segments]),
        visual_gate: outputs.visualGate.reshape([segments]),
        ...(visualMap === undefined ? {} : { attention: visualMap }),
      };
    },
  };
}
