// The head as a whole against the contract of tasks; what it answers and refuses. Its numbers are compared with the
// reference's by the golden check.
import { EVAL, RandomStream } from '@dg-sct/nn';
import { checkTaskHead, type HostArrays } from '@dg-sct/task';
import { BACKEND_NAME } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { AvvpHead, type AvvpHeadOptions } from './head.ts';
import { AVVP_TASK } from './task.ts';

const TINY: AvvpHeadOptions = {
  visualDim: 6,
  audioDim: 5,
  motionDim: 4,
  classes: ['dog', 'car', 'violin'],
  segments: 4,
  dim: 16,
  audioDepth: 1,
  visualDepth: 1,
  crossDepth: 1,
  heads: 4,
  temporal: { feedForward: 12 },
};
const CLIPS = 2;

const noise = (width: number, seed: number): tf.Tensor =>
  tf.randomNormal([CLIPS * 4, width], 0, 1, 'float32', seed);
const features = () => ({ visual: noise(6, 1), audio: noise(5, 2), motion: noise(4, 3) });

/** Everything certain: an event in the segments where its map is one. */
function certain(audio: number[], visual: number[]): HostArrays {
  const shape = [1, 4, 3];
  const has = (c: number): number => Number([...audio, ...visual].some((on, i) => on === 1 && i % 3 === c));
  return {
    clip: { shape: [1, 3], data: Float32Array.from([0, 1, 2], has) },
    audioSegments: { shape, data: Float32Array.from(audio) },
    visualSegments: { shape, data: Float32Array.from(visual) },
  };
}

const HEARD = [1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0];
const SEEN = [0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0];

describe('AvvpHead', () => {
  beforeAll(async () => {
    await tf.setBackend(BACKEND_NAME);
  });

  test.each(['soft', 'hard'] as const)('conforms to the contract of task heads, %s', async (assign) => {
    const create = () => new AvvpHead({ ...TINY, unimodalAssign: assign, crossmodalAssign: assign });
    const problems = await checkTaskHead(create, {
      features: features(),
      targets: {
        labels: tf.tensor2d([1, 0, 1, 0, 1, 0], [CLIPS, 3]),
        audio: tf.tensor3d([...HEARD, ...SEEN], [CLIPS, 4, 3]),
        visual: tf.tensor3d([...SEEN, ...HEARD], [CLIPS, 4, 3]),
      },
      perfect: {
        outputs: {
          clip: { shape: [CLIPS, 3], data: new Float32Array(6).fill(1) },
          audioSegments: { shape: [CLIPS, 4, 3], data: Float32Array.from([...HEARD, ...SEEN]) },
          visualSegments: { shape: [CLIPS, 4, 3], data: Float32Array.from([...SEEN, ...HEARD]) },
        },
        score: 100,
      },
    });
    expect(problems).toEqual([]);
  });

  test('untrained it knows nothing: every class token is like any other', async () => {
    const head = new AvvpHead({ ...TINY, dropPath: 0, temporal: { dropout: 0 } }).initialize(1);
    const random = new RandomStream(1);
    const labels = tf.tensor2d([1, 0, 1, 0, 1, 0], [CLIPS, 3]);
    const losses = head.loss(head.forward(features(), { training: true, random }), { labels });
    for (const term of ['cls_aud', 'cls_vis'] as const) {
      expect((await losses[term].data())[0]).toBeCloseTo(Math.log(3), 6);
    }
    for (const term of ['av', 'a', 'v'] as const) {
      expect((await losses[term].data())[0]).toBeCloseTo(Math.log(2), 1);
    }
  });

  test('starts from values of the deviations asked for', async () => {
    const deviations = async (options: Partial<AvvpHeadOptions>): Promise<number[]> => {
      const head = new AvvpHead({ ...TINY, ...options }).initialize(1);
      const parameters = head.namedParameters();
      const names = [
        'audio_token',
        ...['fc_a', 'audio_cug.blocks.0.attn.proj', 'audio_cug.han_encoder.assign.q_proj'],
        ...['visual_cug.grouping.mlp_channels.fc1', 'av_mcg.grouping.pre_assign_attn.mlp.fc2'],
      ].map((name) => (name === 'audio_token' ? name : `${name}.weight`));
      const values = await Promise.all(names.map((name) => parameters.get(name)?.value.data()));
      return values.map((data = new Float32Array()) => Math.hypot(...data) / Math.sqrt(data.length));
    };
    const [tokens, ...weights] = await deviations({});
    expect(tokens).toBe(0);
    for (const deviation of weights) expect(deviation / 0.02).toBeCloseTo(1, 0);
    const [apart, ...wider] = await deviations({ tokenDeviation: 0.3, weightDeviation: 0.2 });
    expect((apart ?? 0) / 0.3).toBeCloseTo(1, 0);
    for (const deviation of wider) expect(deviation / 0.2).toBeCloseTo(1, 0);
  });

  test('reads motion features or none, and says which it misses', () => {
    const { visual, audio, motion } = features();
    const still = new AvvpHead({ ...TINY, motionDim: 0 }).initialize(1);
    expect(still.forward({ visual, audio }, EVAL).clip.shape).toEqual([CLIPS, 3]);
    expect([...still.namedParameters().keys()].filter((name) => name.startsWith('fc_st'))).toEqual([]);
    expect(() => still.forward({ visual, audio, motion }, EVAL)).toThrow('created with motionDim 0');
    const moving = new AvvpHead(TINY).initialize(1);
    expect(() => moving.forward({ visual, audio }, EVAL)).toThrow('reads motion features');
    expect(() => moving.forward({ visual: tf.zeros([6, 6]), audio, motion }, EVAL)).toThrow(
      'whole clips of 4',
    );
  });

  test('decodes to events: where they are heard, where they are seen', () => {
    const outputs = certain(HEARD, SEEN);
    const [answer] = new AvvpHead({ ...TINY, segmentSeconds: 2 }).decode(outputs);
    const certainly = { confidence: 1 };
    expect(answer?.events).toEqual([
      { event: 'dog', modality: 'audio', start: 0, end: 4, ...certainly },
      { event: 'violin', modality: 'visual', start: 0, end: 4, ...certainly },
      { event: 'dog', modality: 'visual', start: 2, end: 6, ...certainly },
      { event: 'dog', modality: 'audio', start: 6, end: 8, ...certainly },
    ]);
  });

  test('a confidence is the probability of the event times what its segments reach, at most 1', () => {
    const array = (shape: number[], data: number[]) => ({ shape, data: Float32Array.from(data) });
    const [answer] = new AvvpHead({ ...TINY, classes: ['dog'] }).decode({
      clip: array([1, 1], [0.75]),
      audioSegments: array([1, 4, 1], [0.5, 1, 0.25, 1.2]),
      visualSegments: array([1, 4, 1], [0, 0, 0, 0]),
    });
    expect(answer?.events.map(({ start, end, confidence }) => [start, end, confidence])).toEqual([
      [0, 2, 0.5625],
      [3, 4, 0.75],
    ]);
  });

  test('an event counts only if the clip as a whole has it', () => {
    const metric = new AvvpHead(TINY).metric();
    const outputs = certain(HEARD, SEEN);
    const targets = {
      audio: { shape: [1, 4, 3], data: Float32Array.from(HEARD) },
      visual: { shape: [1, 4, 3], data: Float32Array.from(SEEN) },
    };
    metric.add(outputs, targets);
    expect(metric.result()).toMatchObject({ segmentType: 100, segmentEvent: 100, eventType: 100 });
    metric.add({ ...outputs, clip: { shape: [1, 3], data: new Float32Array(3) } }, targets);
    expect(metric.result()).toMatchObject({ segmentA: 50, segmentV: 50, segmentAV: 50, eventEvent: 50 });
  });

  test('is created by name, with sizes that it knows', () => {
    const { visualDim, audioDim, segments, classes } = { ...TINY, segments: 4 };
    const settings = { visualDim, audioDim, segments, classes };
    const sizes = { motionDim: 0, dim: 16, audioDepth: 1, visualDepth: 1, crossDepth: 1, heads: 4 };
    expect(AVVP_TASK.create({ ...settings, sizes }).name).toBe('avvp');
    expect(() => AVVP_TASK.create({ ...settings, sizes: { depth: 3 } })).toThrow('no size "depth"');
  });
});

test('the published head has the published number of parameters', () => {
  const classes = Array.from({ length: 25 }, (_, i) => `class ${i}`);
  const head = new AvvpHead({ visualDim: 1536, audioDim: 768, classes });
  const sizes = [...head.namedParameters()].map(([name, { size }]) => [name, size] as const);
  const of = (prefix: string): number =>
    sizes.reduce((sum, [name, size]) => sum + (name.startsWith(prefix) ? size : 0), 0);
  expect(of('')).toBe(5_492_083);
  expect(of('temporal_attn.')).toBe(1_109_634);
  expect(of('audio_cug.')).toBe(1_393_571);
  expect(of('audio_cug.han_encoder.')).toBe(398_410);
  expect(of('audio_cug.grouping.')).toBe(400_345);
  expect(of('visual_cug.')).toBe(995_161);
  expect(of('av_mcg.')).toBe(1_589_977);
});
