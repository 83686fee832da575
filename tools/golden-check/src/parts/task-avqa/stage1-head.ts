// The grounding head on given features: match logits, attention over the picture, loss, gradients, training.
import { fillModule } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import { GroundingHead } from '@dg-sct/task-avqa';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { has } from '../../run/config.ts';
import { inputParameter } from '../../run/differentiate.ts';
import { groundingOf } from './head-config.ts';
import { inTurns, memberOf, tokensOf } from './inputs.ts';
import { compareRun } from './module-run.ts';
import { compareTraining } from './training.ts';

export const stage1Head: EntryKind = {
  what: 'grounding head',
  scope: 'module',
  fits: ({ config }) => has(config, 'match_mlp', 'audio_dim') && !has(config, 'heads'),
  check: async (report) => {
    const { file } = report;
    const head = fillModule(new GroundingHead(groundingOf(file.config)), file.prefix);
    const inputs = { audio: inputParameter(file, 'audio'), visual: inputParameter(file, 'visual') };
    const forward = () => {
      const audio = memberOf(inputs.audio.value, 0);
      const visualTokens = tokensOf(memberOf(inputs.visual.value, 0));
      const negativeTokens = tokensOf(memberOf(inputs.visual.value, 1));
      const outputs = head.forward({ audio, visualTokens, negativeTokens }, EVAL);
      const swapped = head.forward({ audio, visualTokens: negativeTokens, negativeTokens }, EVAL);
      return {
        loss: tf.addN(Object.values(head.loss(outputs))),
        'out.out_match': inTurns(outputs.matches, outputs.mismatches),
        'mid.grd_map': inTurns(outputs.grounding, swapped.grounding),
      };
    };
    await compareRun(report, { module: head, inputs, forward });
    await compareTraining(report, head, () => forward().loss, forward);
  },
};
