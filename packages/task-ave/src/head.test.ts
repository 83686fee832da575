// Metric and decoding by hand; the head as a whole against the contract of tasks. Losses are checked by the goldens.
import { checkTaskHead, type HostArrays } from '@dg-sct/task';
import { BACKEND_NAME } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { AveHead, type AveHeadOptions, type AveOutputs } from './head.ts';
import { AVE_TASK } from './index.ts';
import { AveMetric } from './metric.ts';
import { largestIndexOf, longestEventOf } from './targets.ts';

const CLASSES = Array.from({ length: 28 }, (_, i) => `class ${i}`);

interface Label {
  readonly cls: number;
  readonly start: number;
  readonly end: number;
}

/** Class index of every segment, 28 for background. */
function segmentsOf(labels: readonly Label[]): Int32Array {
  const of = ({ cls, start, end }: Label) =>
    Array.from({ length: 10 }, (_, t) => (start <= t && t < end ? cls : 28));
  return Int32Array.from(labels.flatMap(of));
}

const tinyHead = (): AveHead =>
  new AveHead({
    visualDim: 6,
    audioDim: 5,
    visualHidden: 8,
    audioHidden: 4,
    dim: 8,
    feedForward: 12,
    classes: CLASSES,
  });

describe('AveHead', () => {
  beforeAll(async () => {
    await tf.setBackend(BACKEND_NAME);
  });

  describe('where the published losses are peculiar', () => {
    /** A clip of two classes, the longer one with the lower index, and a clip of background alone. */
    const segments = tf.tensor2d(
      [2, 2, 2, 2, 5, 5, 28, 28, 28, 28, ...new Array(10).fill(28)],
      [2, 10],
      'int32',
    );
    const outputs = (gate: number): AveOutputs => ({
      isEvent: tf.zeros([2, 10]),
      eventScores: tf.range(0, 28).tile([2]).reshape([2, 28]),
      avScore: tf.zeros([2, 28]),
      audioGate: tf.fill([2, 10], gate),
      visualGate: tf.ones([2, 10]),
    });
    const widths = { visualDim: 4, audioDim: 4, visualHidden: 4, audioHidden: 4, dim: 4, feedForward: 4 };
    const termsOf = async (options: Partial<AveHeadOptions>, gate = 0.25) => {
      const losses = new AveHead({ ...widths, classes: CLASSES, ...options }).loss(outputs(gate), {
        segments,
      });
      const values = await Promise.all(
        Object.values(losses).map(async (term) => (await term.data())[0] ?? 0),
      );
      return Object.fromEntries(Object.keys(losses).map((name, i) => [name, values[i] ?? 0]));
    };
    /** Cross-entropy of the scores 0 to 27 for class `k`. */
    const wrong = (k: number) => Math.log(CLASSES.reduce((sum, _, i) => sum + Math.exp(i), 0)) - k;

    test('the gate is compared as a logit, or as the probability that it is', async () => {
      // Six of twenty segments are foreground.
      expect((await termsOf({})).gate).toBeCloseTo(Math.log(1 + Math.exp(0.25)) - (6 / 20) * 0.25);
      const expected = (-6 * Math.log(0.25) - 14 * Math.log(0.75)) / 20;
      expect((await termsOf({ gateLoss: 'probability' })).gate).toBeCloseTo(expected);
      for (const gate of [0, 1]) {
        expect((await termsOf({ gateLoss: 'probability' }, gate)).gate).toBeLessThan(20);
      }
    });

    test('a clip has the class of the largest index, class 0 if it has none; or that of its longest event', async () => {
      expect([...(await largestIndexOf(segments, 28).data())]).toEqual([5, 0]);
      expect([...(await longestEventOf(segments, 28).data())]).toEqual([2, 28]);
      expect((await termsOf({})).event_class).toBeCloseTo((wrong(5) + wrong(0)) / 2);
      expect((await termsOf({ clipClass: 'longest-event' })).event_class).toBeCloseTo(wrong(2) / 2);
    });
  });

  test('batches count equally in the published accuracy, segments in the exact one', () => {
    const metric = new AveMetric();
    const clip = (correct: boolean): HostArrays => ({
      isEvent: { shape: [1, 4], data: new Float32Array(4).fill(correct ? 1 : -1) },
      eventScores: { shape: [1, 2], data: Float32Array.of(0, 1) },
    });
    const target = (clips: number): HostArrays => ({
      segments: { shape: [clips, 4], data: new Int32Array(4 * clips).fill(1) },
    });
    metric.add(clip(true), target(1));
    metric.add(
      {
        isEvent: { shape: [3, 4], data: new Float32Array(12).fill(-1) },
        eventScores: { shape: [3, 2], data: new Float32Array(6) },
      },
      target(3),
    );
    expect(metric.result()).toEqual({ accuracy: 50, segmentAccuracy: 25 });
  });

  test('decodes to a timeline', () => {
    const decoded = new AveHead({
      visualDim: 4,
      audioDim: 4,
      classes: ['dog', 'car'],
      segmentSeconds: 2,
    }).decode({
      isEvent: { shape: [1, 2], data: Float32Array.of(0, Math.log(3)) },
      eventScores: { shape: [1, 2], data: Float32Array.of(0, 0) },
      audioGate: { shape: [1, 2], data: Float32Array.of(0.25, 0.5) },
      visualGate: { shape: [1, 2], data: Float32Array.of(0.75, 1) },
    });
    expect(decoded).toEqual([
      {
        segments: [
          { start: 0, end: 2, event: 'background', confidence: 0.5, audioGate: 0.25, visualGate: 0.75 },
          {
            start: 2,
            end: 4,
            event: 'dog',
            confidence: expect.closeTo(0.375),
            audioGate: 0.5,
            visualGate: 1,
          },
        ],
      },
    ]);
  });

  test('conforms to the contract of task heads', async () => {
    const labels = [
      { cls: 3, start: 2, end: 7 },
      { cls: 0, start: 0, end: 10 },
    ];
    const segments = segmentsOf(labels);
    const perfect = {
      isEvent: { shape: [2, 10], data: Float32Array.from(segments, (event) => (event < 28 ? 4 : -4)) },
      eventScores: {
        shape: [2, 28],
        data: Float32Array.from({ length: 56 }, (_, i) =>
          labels[Math.floor(i / 28)]?.cls === i % 28 ? 9 : 0,
        ),
      },
    };
    const problems = await checkTaskHead(tinyHead, {
      features: {
        visual: tf.randomNormal([20, 6], 0, 1, 'float32', 1),
        audio: tf.randomNormal([20, 5], 0, 1, 'float32', 2),
      },
      targets: { segments: tf.tensor2d(segments, [2, 10], 'int32') },
      perfect: { outputs: perfect, score: 100 },
    });
    expect(problems).toEqual([]);
  });

  test('says what does not fit', () => {
    const head = tinyHead().initialize(1);
    const features = { visual: tf.zeros([12, 6]), audio: tf.zeros([12, 5]) };
    expect(() => head.forward(features, { training: false })).toThrow(
      '12 segments do not make whole clips of 10',
    );
    expect(() => new AveHead({ visualDim: 4, audioDim: 4, classes: ['a'], segments: 3 })).toThrow(
      'too short',
    );
    const settings = { visualDim: 4, audioDim: 4, segments: 10, classes: ['a'] };
    expect(() => AVE_TASK.create({ ...settings, sizes: { hidden: 3 } })).toThrow('no size "hidden"');
  });
});
