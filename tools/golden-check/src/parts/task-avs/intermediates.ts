// What goldens store along the way through the decoder and through the network, from a recording of one forward pass.
import type { DgSctOutput, DualOutput } from '@dg-sct/dg-sct-attention';
import type { AttendedMaps, TpaviOutput } from '@dg-sct/task-avs';
import type * as tf from '@tensorflow/tfjs';
import type { Tensors } from '../../run/evaluate.ts';
import type { Recording } from '../../run/record.ts';
import { channelsFirst, clipsOf } from './layout.ts';

/** Of the decoder: after temporal attention, after the meeting with sound, and after each fusion block. */
export function decoderTensors(recording: Recording, levels: number, segments: number): Tensors {
  const attended = recording.output<AttendedMaps>('temporal_attn');
  const ofLevel = (index: number): Tensors => {
    const number = index + 1;
    const met = recording.output<TpaviOutput>(`tpavi_b${number}`);
    return {
      [`temporal${number}`]: channelsFirst(attended.maps[index] as tf.Tensor),
      [`tpavi${number}`]: clipsOf(met.map, segments),
      // The reference's first ReLU works in place on the maps that it returns.
      [`fmap${index}`]: channelsFirst(met.map.relu()),
      [`afea${index}`]: met.audio,
      [`path${number}`]: channelsFirst(recording.output(`path${number}`)),
    };
  };
  const tensors = Array.from({ length: levels }, (_, index) => ofLevel(index));
  return Object.assign({ audio_vec: attended.audio }, ...tensors);
}

/** Of the encoders and the layers between them. */
export function encoderTensors(recording: Recording, features: DualOutput): Tensors {
  const { stages = [], visualTokens, audio } = features;
  const maps = [...stages.slice(0, -1).map(({ visual }) => visual), visualTokens];
  return {
    logmel: recording.output('htsat.logmel_extractor'),
    htsat_image: recording.input('htsat.patch_embed'),
    htsat_embed: recording.output('htsat.patch_embed'),
    swin_embed: recording.output('swin.patch_embed'),
    audio_pooled: audio,
    ...Object.fromEntries(maps.map((map, index) => [`ms${index + 1}`, map])),
    ...layerTensors(recording),
  };
}

/** `a_p1_0` is what `audio_adapter_blocks_p1.0` gives, `a_p1_0_spatial` its map. */
function layerTensors(recording: Recording): Tensors {
  const tensors = recording.names.flatMap((name) => {
    const [, modality, place, pair] = /^(audio|vis)_adapter_blocks_p([12])\.(\d+)$/.exec(name) ?? [];
    if (modality === undefined) return [];
    const { output, map } = recording.output<DgSctOutput>(name);
    const key = `${modality[0]}_p${place}_${pair}`;
    return [
      [key, output.transpose([0, 2, 1])],
      [`${key}_spatial`, map],
    ];
  });
  return Object.fromEntries(tensors);
}
