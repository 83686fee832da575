// The sound of a clip's seconds as the network wants it: log-mel spectrograms, or samples where it makes its own.
import type { HostTensor } from '@dg-sct/checkpoint';
import { prepareSound } from '../../prepare/clip.ts';
import type { AvsInput } from './config.ts';

/** Either is there, as `input.sound` says. */
export type SoundTensors =
  | {
      /** F32 `[T, spectrogram frames, mel bins]`, decibels. */
      readonly logmel: HostTensor;
    }
  | {
      /** F32 `[T, samples of a segment]`, mono, not repeated yet. */
      readonly samples: HostTensor;
    };

/** Mono samples from the first second on; silence stands for what is missing at the end. */
export function soundTensors(samples: Float32Array, input: AvsInput): SoundTensors {
  if (input.sound === 'logmel') return { logmel: prepareSound(samples, input) };
  const { segments, secondsPerSegment, sampleRate } = input;
  const length = secondsPerSegment * sampleRate;
  const data = new Float32Array(segments * length);
  data.set(samples.subarray(0, data.length));
  return { samples: { dtype: 'F32', shape: [segments, length], data } };
}
