// The modules of the head alone, with the loss over their outputs and every gradient. The reference has time first.
import { fillModule } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import { AudioVideoInteraction, Cmbs, WeakLocalization } from '@dg-sct/task-ave';
import type * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareUnreached } from '../../run/compare.ts';
import { has, numberIn, numberOr } from '../../run/config.ts';
import { checkModule } from '../module-run.ts';

/** `[T, B, D]` to `[B, T, D]` and back. */
const swap = (x: tf.Tensor): tf.Tensor => x.transpose([1, 0, 2]);

export const supervised: EntryKind = {
  what: 'CMBS head',
  scope: 'module',
  fits: ({ config, inputs }) =>
    has(config, 'd_model', 'classes') && inputs.some(({ name }) => name === 'visual_feature'),
  check: async (report) => {
    const { config, prefix } = report.file;
    const head = new Cmbs({
      dim: numberIn(config, 'd_model'),
      classes: numberIn(config, 'classes'),
      gamma: numberOr(config, 'gamma', 0.3),
      topSegments: numberOr(config, 'top_k', 4),
    });
    fillModule(head, prefix);
    await checkModule(report, head, (input) => {
      const visual = swap(input('visual_feature'));
      const { isEvent, eventScores, avScore } = head.forward(visual, swap(input('audio_feature')), EVAL);
      return {
        'out.is_event_scores': swap(isEvent.expandDims(2)),
        'out.event_scores': eventScores,
        'out.av_score': avScore,
      };
    });
    const unused = [...head.trainableParameters().keys()].filter((name) => head.isUnused(name));
    compareUnreached(report, unused);
  },
};

export const interaction: EntryKind = {
  what: 'audio-video interaction',
  scope: 'module',
  fits: ({ config }) => has(config, 'd_model', 'n_head'),
  check: async (report) => {
    const { config, prefix } = report.file;
    const block = new AudioVideoInteraction(numberIn(config, 'd_model'), numberIn(config, 'n_head'));
    fillModule(block, prefix);
    await checkModule(report, block, (input) => ({
      'out.output': swap(block.forward(swap(input('video_feat')), swap(input('audio_feat')), EVAL)),
    }));
  },
};

export const weak: EntryKind = {
  what: 'weakly supervised head',
  scope: 'module',
  fits: ({ config, inputs }) =>
    has(config, 'd_model', 'classes') && inputs.some(({ name }) => name === 'fused_content'),
  check: async (report) => {
    const { config, prefix } = report.file;
    const head = new WeakLocalization(numberIn(config, 'd_model'), numberIn(config, 'classes'));
    fillModule(head, prefix);
    await checkModule(report, head, (input) => {
      const { isEvent, rawLogits, eventScores } = head.forward(swap(input('fused_content')));
      return { 'out.is_event_scores': isEvent, 'out.raw_logits': rawLogits, 'out.event_scores': eventScores };
    });
  },
};
