// Both heads against the contract of tasks; decoding and initial values by hand.
import { EVAL } from '@dg-sct/nn';
import { checkTaskHead, type HostArray } from '@dg-sct/task';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { GroundingHead } from './grounding-head.ts';
import { AvqaHead } from './head.ts';
import { initializeFromGrounding } from './initialize.ts';
import { AVQA_GROUNDING_TASK, AVQA_TASK } from './task.ts';

const SIZES = { visualDim: 16, audioDim: 6, matchWidths: [8, 6, 4] as const };
const ANSWERS = ['yes', 'no', 'two'];
const tinyHead = (): AvqaHead => new AvqaHead({ ...SIZES, answers: ANSWERS, words: 9 });
const random = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);
const questions = (): tf.Tensor => tf.tensor2d([1, 2, 3, 0, 0, 8, 7, 6, 5, 0], [2, 5], 'int32');
const features = () => ({
  audio: random([6, 6], 1),
  visualTokens: random([6, 4, 16], 2),
  negativeTokens: random([6, 4, 16], 3),
  question: questions(),
});
const array = (shape: number[], data: number[]): HostArray => ({ shape, data: Float32Array.from(data) });

describe('task heads', () => {
  beforeAll(async () => {
    await tf.setBackend('onnxruntime');
  });

  test('AvqaHead conforms to the contract', async () => {
    const problems = await checkTaskHead(tinyHead, {
      features: features(),
      targets: { answer: tf.tensor1d([2, 0], 'int32'), type: tf.tensor1d([5, 0], 'int32') },
      perfect: { outputs: { answers: array([2, 3], [0, 0, 9, 9, 0, 0]) }, score: 100 },
    });
    expect(problems).toEqual([]);
  });

  test('GroundingHead conforms to the contract', async () => {
    const { question: _, ...pairs } = features();
    const matches = array([2, 2], [0, 1, -1, 3]);
    const mismatches = array([2, 2], [0, -1, 1, 0]);
    const problems = await checkTaskHead(() => new GroundingHead(SIZES), {
      features: pairs,
      targets: {},
      perfect: { outputs: { matches, mismatches }, score: 100 },
    });
    expect(problems).toEqual([]);
  });

  test('negative frames do not change the answer, and without them there is no match loss', async () => {
    const head = tinyHead().initialize(2);
    const { negativeTokens: _, ...rest } = features();
    const alone = head.forward(rest, EVAL);
    const both = head.forward(features(), EVAL);
    const targets = { answer: tf.tensor1d([2, 0], 'int32'), type: tf.tensor1d([5, 0], 'int32') };
    expect(await alone.answers.data()).toEqual(await both.answers.data());
    expect(Object.keys(head.loss(alone, targets))).toEqual(['answer']);
    expect(Object.keys(head.loss(both, targets))).toEqual(['answer', 'match']);
  });

  test('a question is answered the same alone and among others', async () => {
    const head = tinyHead().initialize(3);
    const { audio, visualTokens } = features();
    const both = head.forward({ audio, visualTokens, question: questions() }, EVAL);
    const second = head.forward(
      {
        audio: audio.slice(3),
        visualTokens: visualTokens.slice(3),
        question: questions().slice(1),
      },
      EVAL,
    );
    const gap = both.answers.slice(1).sub(second.answers).abs().max();
    expect((await gap.data())[0]).toBeLessThan(1e-5);
  });

  test('several questions about a clip are answered as if each were asked alone', async () => {
    const head = tinyHead().initialize(3);
    const { question, ...rest } = features();
    const grouped = head.forward({ ...rest, question: tf.stack([question, question.reverse(0)], 1) }, EVAL);
    const [first, second] = [question, question.reverse(0)].map((ids) =>
      head.forward({ ...rest, question: ids }, EVAL),
    );
    for (const name of ['answers', 'visualAttention', 'audioAttention'] as const) {
      const alone = tf.stack([first?.[name] as tf.Tensor, second?.[name] as tf.Tensor], 1);
      const gap = grouped[name].sub(alone.reshape(grouped[name].shape)).abs().max();
      expect((await gap.data())[0]).toBeLessThan(1e-5);
    }
    expect([grouped.answers.shape, grouped.grounding.shape, grouped.matches.shape]).toEqual([
      [4, 3],
      [2, 3, 4],
      [2, 3, 2],
    ]);
  });

  test('stage 2 begins with the grounding of stage 1', async () => {
    const stage1 = new GroundingHead(SIZES).initialize(4);
    const tensors = new Map<string, HostArray>();
    for (const [name, { shape, value }] of stage1.namedParameters()) {
      tensors.set(`module.${name}`, { shape, data: (await value.data()) as Float32Array });
    }
    const head = tinyHead();
    initializeFromGrounding(head, tensors);
    const values = head.namedParameters();
    const set = [...values].filter(([, { initialized }]) => initialized).map(([name]) => name);
    expect(set).toHaveLength(18);
    for (const [name, source] of [
      ['fc4.bias', 'fc4.bias'],
      ['fc_a1_pure.weight', 'fc_a1.weight'],
    ] as const) {
      expect(await values.get(name)?.read()).toEqual(tensors.get(`module.${source}`)?.data);
    }
    const { answers, grounding } = head.initialize(5).forward(features(), EVAL);
    expect(answers.shape).toEqual([2, 3]);
    const { question: _, ...pairs } = features();
    const before = stage1.forward(pairs, EVAL).grounding.reshape(grounding.shape);
    expect((await grounding.sub(before).abs().max().data())[0]).toBeLessThan(1e-6);
  });

  test('a grounding checkpoint that does not fit changes nothing', () => {
    const head = tinyHead();
    const tensors = new Map([['fc_a1.weight', array([16, 6], new Array<number>(96).fill(0))]]);
    expect(() => initializeFromGrounding(head, tensors)).toThrow('no such tensor for fc_a1.bias');
    tensors.set('fc_a1.bias', array([15], new Array<number>(15).fill(0)));
    expect(() => initializeFromGrounding(head, tensors)).toThrow(
      'shape [15] for fc_a1.bias, which needs shape [16]',
    );
    expect([...head.namedParameters().values()].some(({ initialized }) => initialized)).toBe(false);
  });

  test('decodes to an answer, the runners-up and what mattered', () => {
    const outputs = {
      answers: array([1, 3], [Math.log(2), Math.log(1), Math.log(5)]),
      visualAttention: array([1, 2], [0.25, 0.75]),
      audioAttention: array([1, 2], [0.5, 0.5]),
    };
    expect(tinyHead().decode(outputs)).toEqual([
      {
        answer: 'two',
        confidence: expect.closeTo(0.625),
        top: [
          { answer: 'two', confidence: expect.closeTo(0.625) },
          { answer: 'yes', confidence: expect.closeTo(0.25) },
          { answer: 'no', confidence: expect.closeTo(0.125) },
        ],
        attention: { visual: [0.25, 0.75], audio: [0.5, 0.5] },
      },
    ]);
  });

  test('says what does not fit', () => {
    const head = tinyHead().initialize(1);
    const three = tf.tensor2d([1, 2, 3, 4], [4, 1], 'int32');
    expect(() => head.forward({ ...features(), question: three }, EVAL)).toThrow(
      'there are questions about 4 clips, 6 segments of sound and 6 pictures',
    );
    const settings = { visualDim: 4, audioDim: 4, segments: 10, classes: ['a'] };
    expect(() => AVQA_TASK.create({ ...settings, sizes: { words: 5, hats: 3 } })).toThrow('no size "hats"');
    expect(() => AVQA_GROUNDING_TASK.create({ ...settings, sizes: { heads: 3 } })).toThrow('it has none');
    expect(AVQA_TASK.create({ ...settings, sizes: { words: 5 } }).answers).toEqual(['a']);
    expect(AVQA_GROUNDING_TASK.create(settings).name).toBe('avqa-grounding');
  });
});
