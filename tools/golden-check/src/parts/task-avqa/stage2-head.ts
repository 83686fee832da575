// The question-answering head on given features: answers, everything on the way, both losses, gradients, training.
import { fillModule, type GoldenReport, goldenInput } from '@dg-sct/goldens';
import { AvqaHead, type AvqaOutputs } from '@dg-sct/task-avqa';
import * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../../part.ts';
import { compareGradients, compareStored } from '../../run/compare.ts';
import { has } from '../../run/config.ts';
import { differentiate, inputParameter } from '../../run/differentiate.ts';
import type { Tensors } from '../../run/evaluate.ts';
import { Recording } from '../../run/record.ts';
import { avqaHeadOf, groundingOf } from './head-config.ts';
import { integersOf, rowsOf, tokensOf } from './inputs.ts';
import { compareRun } from './module-run.ts';
import { compareTraining } from './training.ts';

export const stage2Head: EntryKind = {
  what: 'question-answering head',
  scope: 'module',
  fits: ({ config }) => has(config, 'match_mlp', 'audio_dim', 'heads', 'answers'),
  check: async (report) => {
    const { file } = report;
    const { config } = file;
    const head = new AvqaHead({ ...groundingOf(config), ...avqaHeadOf(config) });
    await checkHead(report, fillModule(head, file.prefix));
  },
};

async function checkHead(report: GoldenReport, head: AvqaHead): Promise<void> {
  const { file } = report;
  const inputs = {
    audio: inputParameter(file, 'audio'),
    visual_posi: inputParameter(file, 'visual_posi'),
  };
  const negatives = goldenInput(file, 'visual_nega');
  const question = goldenInput(file, 'question');
  const label = goldenInput(file, 'label');
  const context = { training: file.mode === 'train' };
  const recording = new Recording(head);
  const features = () => ({
    audio: rowsOf(inputs.audio.value),
    visualTokens: tokensOf(inputs.visual_posi.value),
    question: integersOf(question),
  });
  const negativeTokens = (): tf.Tensor => tokensOf(tf.tensor(negatives.data, [...negatives.shape]));
  const forward = (): AvqaOutputs =>
    head.forward({ ...features(), negativeTokens: negativeTokens() }, context);
  const lossesOf = (outputs: AvqaOutputs): Tensors => {
    const answer = integersOf(label);
    return head.loss(outputs, { answer, type: tf.zerosLike(answer) });
  };
  /** The head grounds the sound in one picture after the other; alone, each shows what is inside. */
  const groundings = (): Tensors => {
    const negative = head.forward({ ...features(), visualTokens: negativeTokens() }, context);
    const seenInNegative = recording.output('fc_gl');
    const positive = head.forward(features(), context);
    return {
      'mid.grd_map_posi': rowsOf(positive.grounding),
      'mid.grd_map_nega': rowsOf(negative.grounding),
      'mid.visual_grd_posi': recording.output('fc_gl'),
      'mid.visual_grd_nega': seenInNegative,
    };
  };
  await compareRun(report, {
    module: head,
    inputs,
    forward: () => {
      const grounded = groundings();
      const result = forward();
      return { ...grounded, ...answersOf(result), ...intermediates(recording, result) };
    },
  });
  await compareLosses(report, head, () => lossesOf(forward()));
  await compareTraining(
    report,
    head,
    () => tf.addN(Object.values(lossesOf(forward()))),
    () => answersOf(forward()),
  );
}

/** The match loss is stated before it is weighed by a half. */
async function compareLosses(report: GoldenReport, head: AvqaHead, losses: () => Tensors): Promise<void> {
  const { outputs, gradients } = await differentiate(
    losses,
    (terms) => tf.addN(Object.values(terms)),
    head.trainableParameters(),
  );
  const [answer = Number.NaN, match = Number.NaN] = ['answer', 'match'].map((name) => outputs.get(name)?.[0]);
  compareStored(report, [['losses', [answer, 2 * match, answer + match]]]);
  compareGradients(report, gradients, 'lossgrad.');
}

/** The outputs under the names of goldens. */
export function answersOf({ answers, matches, mismatches }: AvqaOutputs): Tensors {
  return {
    'out.out_qa': answers,
    'out.out_match_posi': rowsOf(matches),
    ...(mismatches === undefined ? {} : { 'out.out_match_nega': rowsOf(mismatches) }),
  };
}

function intermediates(recording: Recording, outputs: AvqaOutputs): Tensors {
  return {
    'mid.qst_feature': recording.output('question_encoder'),
    'mid.audio_feat': recording.output('fc_a2'),
    'mid.attn_v_out': recording.input('linear11'),
    'mid.attn_v_weights': outputs.visualAttention,
    'mid.attn_a_out': recording.input('linear21'),
    'mid.attn_a_weights': outputs.audioAttention,
    'mid.norm1_out': recording.output('norm1'),
    'mid.norm2_out': recording.output('norm2'),
    'mid.fusion_out': recording.output('fc_fusion'),
  };
}
