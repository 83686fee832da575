// The whole head on pooled features: outputs, what goes on inside, decisions, losses, and gradients of either.
import { fillModule, type GoldenReport, type Numbers } from '@dg-sct/goldens';
import { type AvvpHead, type EventMap, type ModalityOutput, predictedEvents } from '@dg-sct/task-avvp';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareGradients, compareStored, compareUnreached } from '../../run/compare.ts';
import { has, textIn } from '../../run/config.ts';
import { inputParameter } from '../../run/differentiate.ts';
import type { Tensors } from '../../run/evaluate.ts';
import { Recording } from '../../run/record.ts';
import { bySegment, headOf, namedLosses, namedOutputs, notesOf, runHead } from './head-of.ts';
import { noiseOf, thresholded } from './recipes.ts';

export const head: EntryKind = {
  what: 'head',
  scope: 'module',
  fits: ({ config, inputs }) => has(config, 'depth_av') && inputs.some(({ name }) => name === 'f_a'),
  check: async (report) => {
    const { file } = report;
    const [classes = 0] = file.tensor('out.aud_cls_prob').shape;
    const model = fillModule(headOf(file, classes, noiseOf(file)), file.prefix);
    const recording = new Recording(model);
    const [audio, visual, motion] = [
      inputParameter(file, 'f_a'),
      inputParameter(file, 'f_v'),
      inputParameter(file, 'visual_st'),
    ] as const;
    const trained = file.tensors.has('loss.loss');
    const forward = (): Tensors => {
      const features = {
        audio: bySegment(audio.value),
        visual: bySegment(visual.value),
        motion: bySegment(motion.value),
      };
      const outputs = model.forward(features, { training: file.mode === 'train' });
      const labels = (): tf.Tensor =>
        tf.tensor(thresholded(notesOf(file), outputs.clip.shape), outputs.clip.shape);
      return {
        ...namedOutputs(model, outputs),
        ...insideOf(recording, textIn(file.config, 'unimodal_assign')),
        ...(trained ? namedLosses(model.loss(outputs, { labels: labels() }), 'loss.') : {}),
      };
    };
    const parameters = [...model.trainableParameters()];
    const { outputs, gradients } = await runHead(
      file,
      forward,
      new Map([
        ['input.f_a', audio],
        ['input.f_v', visual],
        ['input.visual_st', motion],
        ...parameters.map(([name, value]) => [`param.${name}`, value] as const),
      ]),
    );
    compareStored(report, outputs);
    compareGradients(report, gradients);
    comparePredictions(report, model, outputs);
    if (gradients.size === 0) return;
    const unreached = parameters.flatMap(([name]) => (gradients.has(`param.${name}`) ? [] : [name]));
    compareUnreached(report, unreached);
    const unused = parameters.flatMap(([name]) => (model.isUnused(name) ? [name] : []));
    report.expectEqual('parameters that the head calls unused', unused, unreached);
  },
};

/** What goes on between the parts. */
function insideOf(recording: Recording, assignment: string): Tensors {
  const modality = (name: string): ModalityOutput => recording.output<ModalityOutput>(name);
  const spread = ({ applied, soft }: ModalityOutput): tf.Tensor => (assignment === 'hard' ? applied : soft);
  const heard = recording.output('fc_a');
  return {
    'aux.x1_0': heard,
    'aux.x2_0': recording.output('fc_fusion'),
    'aux.vid_s': recording.input('fc_fusion').slice([0, 0, 0], heard.shape),
    'aux.x1': modality('audio_cug').output,
    'aux.x2': modality('visual_cug').output,
    'aux.x': modality('av_mcg').output,
    'aux.attn_audio': spread(modality('audio_cug')),
    'aux.attn_visual': spread(modality('visual_cug')),
  };
}

/** The decisions, by class and then by segment. */
function comparePredictions(
  report: GoldenReport,
  model: AvvpHead,
  outputs: ReadonlyMap<string, Numbers>,
): void {
  if (!report.file.tensors.has('pred.o')) return;
  const { segments, classes } = model;
  const array = (key: string, shape: number[]) => ({
    shape,
    data: Float32Array.from(outputs.get(key) ?? []),
  });
  const clip = array('out.global_prob', [-1, classes.length]);
  const clips = clip.data.length / classes.length;
  const shape = [clips, segments, classes.length];
  const events = predictedEvents({
    clip,
    audioSegments: array('out.a_frame_prob', shape),
    visualSegments: array('out.v_frame_prob', shape),
  });
  const audio = events.flatMap((predicted) => byClass(predicted.audio));
  const visual = events.flatMap((predicted) => byClass(predicted.visual));
  report.compare(
    'pred.o',
    clip.data.map((probability) => Number(probability >= 0.5)),
  );
  report.compare('pred.audio', audio);
  report.compare('pred.visual', visual);
  report.compare(
    'pred.audio_visual',
    audio.map((on, i) => on * (visual[i] ?? 0)),
  );
}

/** `[T, C]` to `[C, T]` */
const byClass = ({ segments, classes, data }: EventMap): number[] =>
  Array.from(
    { length: data.length },
    (_, i) => data[(i % segments) * classes + Math.floor(i / segments)] ?? 0,
  );
