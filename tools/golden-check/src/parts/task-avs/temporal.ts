// Temporal attention of maps, with the LSTMs, encoders and gates of every map.
import { fillModule } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import { MapAttention } from '@dg-sct/task-avs';
import type * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { type Config, has, numberIn, numbersIn } from '../../run/config.ts';
import type { Tensors } from '../../run/evaluate.ts';
import { Recording } from '../../run/record.ts';
import { prefixOf } from './entry.ts';
import { channelsFirst, channelsLast } from './layout.ts';
import { checkRun } from './run.ts';

export const temporal: EntryKind = {
  what: 'temporal attention of maps',
  scope: 'module',
  fits: ({ config }) => has(config, 'channel', 'sizes', 'd_model', 'feedforward_dim'),
  check: async (report) => {
    const { config } = report.file;
    const module = fillModule(attentionOf(config), prefixOf(report.file, ''));
    const recording = new Recording(module);
    const names = numbersIn(config, 'sizes').map((_, index) => `x${index + 1}`);
    await checkRun(report, {
      name: '',
      module,
      inputs: [...names, 'audio'],
      forward: (input) => {
        const maps = names.map((name) => channelsLast(input(name)));
        const attended = module.forward(maps, input('audio'), EVAL);
        return Object.assign(
          { audio_out: attended.audio },
          ...attended.maps.map((map, index) => ({
            [`y${index + 1}`]: channelsFirst(map),
            ...insideOf(recording, index),
          })),
        );
      },
    });
  },
};

const attentionOf = (config: Config): MapAttention =>
  new MapAttention({
    maps: numbersIn(config, 'sizes').length,
    dim: numberIn(config, 'channel'),
    audioDim: numberIn(config, 'audio_dim'),
    temporalDim: numberIn(config, 'd_model'),
    feedForward: numberIn(config, 'feedforward_dim'),
    heads: numberIn(config, 'nhead'),
    gamma: numberIn(config, 'gamma'),
  });

/** Of one map; sequences are time first after the LSTMs. */
function insideOf(recording: Recording, index: number): Tensors {
  const number = index + 1;
  const timeFirst = (x: tf.Tensor): tf.Tensor => x.transpose([1, 0, 2]);
  return {
    [`audio_rnn${number}`]: recording.output(`audio_visual_rnn_layer.${index}.audio_rnn`),
    [`visual_rnn${number}`]: recording.output(`audio_visual_rnn_layer.${index}.visual_rnn`),
    [`audio_enc${number}`]: timeFirst(recording.output(`audio_encoder.${index}`)),
    [`video_enc${number}`]: timeFirst(recording.output(`video_encoder.${index}`)),
    [`audio_gate${number}`]: timeFirst(recording.output<tf.Tensor>(`audio_gated.${index}.0`).sigmoid()),
    [`video_gate${number}`]: timeFirst(recording.output<tf.Tensor>(`video_gated.${index}.0`).sigmoid()),
  };
}
