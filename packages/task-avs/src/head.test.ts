// Losses and decoding of both settings, and the head as a whole against the contract of tasks.
import { EVAL } from '@dg-sct/nn';
import { checkTaskHead } from '@dg-sct/task';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { AvsHead } from './head.ts';
import { AVS_MS3_TASK, AVS_S4_TASK, type AvsSetting, type MatchingOptions, maskOf } from './index.ts';

const SIZE = 32;
const SETTINGS = ['s4', 'ms3'] as const;

const tinyHead = (setting: AvsSetting, matching?: MatchingOptions): AvsHead =>
  new AvsHead({
    setting,
    ...(matching === undefined ? {} : { matching }),
    visualDims: [4, 5, 6, 7],
    audioDim: 6,
    audioHidden: 5,
    dim: 4,
    temporalDim: 4,
    feedForward: 6,
    heads: 2,
    outputDims: [4, 3],
    maskSize: SIZE,
  });

const features = () => ({
  stages: [36, 16, 9, 4].map((tokens, i) => tf.randomNormal([10, tokens, 4 + i], 0, 1, 'float32', i + 1)),
  audio: tf.randomNormal([10, 6], 0, 1, 'float32', 5),
});

/** A square of 8 pixels in every frame of two clips. */
const square = (frames: number): Float32Array =>
  Float32Array.from({ length: 2 * frames * SIZE * SIZE }, (_, i) =>
    i % SIZE < 8 && Math.floor(i / SIZE) % SIZE < 8 ? 1 : 0,
  );

beforeAll(() => tf.setBackend('cpu'));

describe.each(SETTINGS)('%s', (setting) => {
  it('conforms to the contract of task heads', async () => {
    const masks = square(5);
    const shape: [number, number, number, number] = [2, 5, SIZE, SIZE];
    const problems = await checkTaskHead(() => tinyHead(setting), {
      features: features(),
      targets: { masks: tf.tensor4d(masks, shape) },
      perfect: { outputs: { logits: { shape, data: masks.map((value) => 8 * value - 4) } }, score: 100 },
    });
    expect(problems).toEqual([]);
  });

  it('is made by the registry, and says which sizes it does not know', () => {
    const task = { s4: AVS_S4_TASK, ms3: AVS_MS3_TASK }[setting];
    const settings = { visualDim: 64, audioDim: 16, segments: 5, classes: [] };
    const head = task.create({ ...settings, sizes: { dim: 8, maskSize: 64 } });
    expect(head.name).toBe(task.name);
    expect(head.namedParameters().get('x1_linear_.weight')?.shape).toEqual([8, 8]);
    expect(() => task.create({ ...settings, sizes: { hidden: 3 } })).toThrow('no size "hidden"');
  });
});

it('S4 learns from the first frame alone', async () => {
  const head = tinyHead('s4').initialize(1);
  const outputs = head.forward(features(), EVAL);
  const one = tf.tensor4d(square(1), [2, 1, SIZE, SIZE]);
  const rest = tf.randomUniform([2, 4, SIZE, SIZE], 0, 1, 'float32', 1);
  const lossOf = async (masks: tf.Tensor): Promise<number | undefined> =>
    (await tf.addN(Object.values(head.loss(outputs, { masks }))).data())[0];
  expect(await lossOf(tf.concat([one, rest], 1))).toBe(await lossOf(one));
});

it('MS3 has a matching loss too, and needs every mask', () => {
  const head = tinyHead('ms3').initialize(1);
  const outputs = head.forward(features(), EVAL);
  const masks = tf.tensor4d(square(5), [2, 5, SIZE, SIZE]);
  expect(Object.keys(outputs)).toEqual(['logits', 'heard', 'seen']);
  expect(outputs.heard?.shape).toEqual([2, 5, 4, 4]);
  expect(Object.keys(head.loss(outputs, { masks }))).toEqual(['mask', 'matching']);
  const first = tf.tensor4d(square(1), [2, 1, SIZE, SIZE]);
  expect(() => head.loss(outputs, { masks: first })).toThrow('masks of 1 frames but ms3 learns from 5');
});

it('a matching loss of one map alone has gradients', () => {
  const matching = { measure: 'cosine', stages: [2], weight: 0.5 } as const;
  const head = tinyHead('s4', matching).initialize(1);
  const input = features();
  const { grads } = tf.variableGrads(
    () => head.loss(head.forward(input, EVAL), { masks: tf.zeros([2, 1, SIZE, SIZE]) }).matching as tf.Scalar,
  );
  const name = head.namedParameters().get('x3_linear_.weight')?.value.name ?? '';
  expect(grads[name]?.shape).toEqual([4, 6]);
});

it('decodes to run lengths, areas and boxes', () => {
  const logits = Float32Array.of(-1, -1, -1, Math.log(3), Math.log(3), -1, -1, -1, -1, -1, -1, -1);
  const [clip] = tinyHead('s4').decode({ logits: { shape: [1, 2, 2, 3], data: logits } });
  expect(clip).toEqual({
    height: 2,
    width: 3,
    frames: [
      {
        start: 0,
        end: 1,
        runs: [3, 2, 1],
        area: 1 / 3,
        box: { x: 0, y: 1, width: 2, height: 1 },
        confidence: expect.closeTo(0.75, 6),
      },
      { start: 1, end: 2, runs: [6], area: 0, box: null, confidence: 0 },
    ],
  });
  expect(maskOf(clip?.frames[0]?.runs ?? [])).toEqual(Uint8Array.of(0, 0, 0, 1, 1, 0));
});
