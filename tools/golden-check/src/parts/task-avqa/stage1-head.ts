// The grounding head on given features: match logits, attention over the picture, loss, gradients, training.
import { fillModule } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import { GroundingHead } from '@dg-sct/task-avqa';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareStored, compareUnreached } from '../../run/compare.ts';
import { has } from '../../run/config.ts';
import { differentiate, inputParameter, weighedSum } from '../../run/differentiate.ts';
import { groundingOf } from './head-config.ts';
import { inTurns, memberOf, tokensOf } from './inputs.ts';
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
    const parameters = head.trainableParameters();
    const { outputs, gradients } = await differentiate(
      forward,
      (tensors) => weighedSum(file, tensors),
      new Map([
        ...Object.entries(inputs),
        ...[...parameters].map(([name, p]) => [`param:${name}`, p] as const),
      ]),
    );
    compareStored(report, outputs);
    compareStored(
      report,
      [...gradients].map(([name, values]) => [`grad.${name}`, values]),
    );
    compareUnreached(
      report,
      [...parameters.keys()].filter((name) => !gradients.has(`param:${name}`)),
    );
    await compareTraining(report, head, () => forward().loss, forward);
  },
};
