// The network, inputs and targets of a file about the whole network, and its outputs under the file's keys.
import { fillModule, type GoldenFile } from '@dg-sct/goldens';
import type { Context } from '@dg-sct/nn';
import { AveNetwork, type AveNetworkOutput } from '@dg-sct/task-ave';
import * as tf from '@tensorflow/tfjs';
import { numberIn, numberOr } from '../../run/config.ts';
import type { Tensors } from '../../run/evaluate.ts';
import { Recording } from '../../run/record.ts';
import { adaptersOf, type Encoders, encodersOf, inputsOf } from '../dg-sct-attention/encoders.ts';
import { intermediates } from '../dg-sct-attention/intermediates.ts';
import { AVE_CLASSES, classNames, segmentsOf } from './labels.ts';
import { headSizesOf } from './sizes.ts';

export interface GoldenNetwork {
  readonly network: AveNetwork;
  /** One forward pass: outputs, what is on the way, and the four loss terms. */
  readonly forward: (context: Context) => { readonly tensors: Tensors; readonly terms: tf.Tensor };
}

export function networkOf(file: GoldenFile): GoldenNetwork {
  const { config } = file;
  const length = numberIn(config, 'T');
  const classes = numberOr(config, 'classes', AVE_CLASSES);
  const encoders = encodersOf(config);
  const network = new AveNetwork({
    ...encoders,
    adapters: adaptersOf(config),
    head: { ...headSizesOf(config), segments: length, classes: classNames(classes) },
  });
  fillModule(network, file.prefix);
  const segments = segmentsOf(file.raw.labels, length, classes);
  const recording = new Recording(network);
  return {
    network,
    forward: (context) => {
      const output = network.forward(inputsOf(file, encoders.audio), context, { collect: true });
      return {
        tensors: tensorsOf(recording, encoders, output),
        terms: tf.stack(Object.values(network.head.loss(output.outputs, { segments }))),
      };
    },
  };
}

/** In the file's layout, time first. */
function tensorsOf(
  recording: Recording,
  encoders: Encoders,
  { outputs, features }: AveNetworkOutput,
): Tensors {
  const swap = (x: tf.Tensor): tf.Tensor => x.transpose([1, 0, 2]);
  return {
    'out.is_event_scores': swap(outputs.isEvent.expandDims(2)),
    'out.event_scores': outputs.eventScores,
    'out.av_score': outputs.avScore,
    'out.audio_visual_gate': swap(outputs.audioGate.mul(outputs.visualGate).expandDims(2)),
    ...intermediates(recording, encoders, features),
    'mid.video_feature': swap(recording.input('CMBS', 0)),
    'mid.audio_feature': swap(recording.input('CMBS', 1)),
  };
}
