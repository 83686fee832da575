// Temporal attention with everything inside: the LSTMs, the encoders and decoders, both gates, and every gradient.
import { TemporalAttention } from '@dg-sct/dg-sct-attention';
import { fillModule } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { type Config, has, numberIn, numberOr } from '../../run/config.ts';
import { Recording } from '../../run/record.ts';
import { checkModule } from '../module-run.ts';

export const temporal: EntryKind = {
  what: 'temporal attention',
  scope: 'module',
  fits: ({ config, inputs }) =>
    has(config, 'v_in', 'a_in', 'd_model', 'ff') && inputs.some(({ name }) => name === 'visual_feature'),
  check: async (report) => {
    const { file } = report;
    const attention = fillModule(attentionOf(file.config), file.prefix);
    const recording = new Recording(attention);
    await checkModule(report, attention, (input) => {
      const { visual, audio, visualGate, audioGate } = attention.forward(
        input('visual_feature'),
        input('audio_feature'),
        EVAL,
      );
      return {
        'out.video_query_output': timeFirst(visual),
        'out.audio_query_output': timeFirst(audio),
        'out.audio_visual_gate': timeFirst(visualGate.mul(audioGate).expandDims(2)),
        'mid.video_gated': timeFirst(visualGate.expandDims(2)),
        'mid.audio_gated': timeFirst(audioGate.expandDims(2)),
        'mid.visual_rnn': recording.output('audio_visual_rnn_layer.visual_rnn'),
        'mid.audio_rnn': recording.output('audio_visual_rnn_layer.audio_rnn'),
        'mid.video_encoder': timeFirst(recording.output('video_encoder')),
        'mid.audio_encoder': timeFirst(recording.output('audio_encoder')),
        'mid.video_decoder': timeFirst(recording.output('video_decoder')),
        'mid.audio_decoder': timeFirst(recording.output('audio_decoder')),
      };
    });
  },
};

const attentionOf = (config: Config): TemporalAttention =>
  new TemporalAttention({
    visualDim: numberIn(config, 'v_in'),
    audioDim: numberIn(config, 'a_in'),
    visualHidden: numberOr(config, 'v_fc', 2 * numberIn(config, 'd_model')),
    audioHidden: numberIn(config, 'a_fc'),
    dim: numberIn(config, 'd_model'),
    feedForward: numberIn(config, 'ff'),
    gamma: numberIn(config, 'gamma'),
  });

/** `[B, T, D]` to `[T, B, D]`, as the reference has it. */
const timeFirst = (x: tf.Tensor): tf.Tensor => x.transpose([1, 0, 2]);
