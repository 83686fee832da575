// What a golden network stores along the way, from a recording of one forward pass: embeddings, features after each
// stage, output and map of the layers, and the pooled features.
import type { DgSctOutput, DualOutput } from '@dg-sct/dg-sct-attention';
import type * as tf from '@tensorflow/tfjs';
import type { Tensors } from '../../run/evaluate.ts';
import type { Recording } from '../../run/record.ts';
import type { Encoders } from './encoders.ts';

/** Under the keys of goldens. `features` was collected. */
export function intermediates(recording: Recording, encoders: Encoders, features: DualOutput): Tensors {
  return {
    'mid.vis_patch_embed': recording.output('swin.patch_embed'),
    'mid.logmel': recording.output('htsat.logmel_extractor'),
    'mid.aud_image': recording.input('htsat.patch_embed'),
    'mid.aud_patch_embed': recording.output('htsat.patch_embed'),
    ...stagesOf(recording, encoders, features),
    ...layersOf(recording),
    'mid.vis_norm': recording.output('swin.norm'),
    'mid.f_v': features.visual,
    'mid.f_a': features.audio,
  };
}

/** After each stage and its patch merging, where it has one. */
function stagesOf(recording: Recording, { visual, audio }: Encoders, { stages = [] }: DualOutput): Tensors {
  const merged = (path: string, merges: boolean, tokens: tf.Tensor): tf.Tensor =>
    merges ? recording.output(path) : tokens;
  const tensors = stages.map((state, i) => {
    const seen = visual.stages[i]?.downsample !== undefined;
    const heard = audio.stages[i]?.downsample !== undefined;
    return {
      [`mid.vis_after_stage${i}`]: merged(`swin.layers.${i}.downsample`, seen, state.visual),
      [`mid.aud_after_stage${i}`]: merged(`htsat.layers.${i}.downsample`, heard, state.audio),
    };
  });
  return Object.assign({}, ...tensors);
}

function layersOf(recording: Recording): Tensors {
  const layers = recording.names.filter((name) => /^(audio|vis)_adapter_blocks_p[12]\.\d+$/.test(name));
  const tensors = layers.map((name) => {
    const { output, map } = recording.output<DgSctOutput>(name);
    return { [`mid.${name}.out`]: output.transpose([0, 2, 1]), [`mid.${name}.map`]: map };
  });
  return Object.assign({}, ...tensors);
}
