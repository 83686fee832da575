// The head against the contract of tasks, its answers by hand, and what it refuses.
import { checkTaskHead, type HostArrays } from '@dg-sct/task';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { TEMPLATE_TASK, TemplateHead, TemplateMetric, targetsOfTemplate } from './index.ts';

const CLASSES = ['dog', 'car', 'violin'];
const tinyHead = (): TemplateHead =>
  new TemplateHead({ visualDim: 6, audioDim: 5, classes: CLASSES, segments: 4, dim: 8 });

/** Logits of clips, a row each. */
const logits = (...rows: number[][]): HostArrays => ({
  logits: { shape: [rows.length, 3], data: Float32Array.from(rows.flat()) },
});

describe('TemplateHead', () => {
  test('conforms to the contract of task heads', async () => {
    const problems = await checkTaskHead(tinyHead, {
      features: {
        visual: tf.randomNormal([8, 6], 0, 1, 'float32', 1),
        audio: tf.randomNormal([8, 5], 0, 1, 'float32', 2),
      },
      targets: { classes: tf.tensor1d([2, 0], 'int32') },
      perfect: { outputs: logits([0, 0, 9], [9, 0, 0]), score: 100 },
    });
    expect(problems).toEqual([]);
  });

  test('decodes to the likeliest class and its probability', () => {
    const outputs = logits([Math.log(2), 0, Math.log(5)], [1, 1, 0]);
    expect(tinyHead().decode(outputs)).toEqual([
      { class: 'violin', confidence: expect.closeTo(5 / 8) },
      { class: 'dog', confidence: expect.closeTo(Math.E / (2 * Math.E + 1)) },
    ]);
  });

  test('counts clips, whatever the sizes of the batches', () => {
    const metric = new TemplateMetric();
    metric.add(logits([0, 0, 1], [0, 1, 0], [1, 0, 0]), targetsOfTemplate(['violin', 'car', 'car'], CLASSES));
    metric.add(logits([0, 0, 1]), targetsOfTemplate(['dog'], CLASSES));
    expect(metric.result()).toEqual({ accuracy: 50 });
  });

  test('says what does not fit', () => {
    const settings = { visualDim: 4, audioDim: 4, segments: 10, classes: CLASSES };
    expect(TEMPLATE_TASK.create({ ...settings, sizes: { dim: 3 } }).name).toBe('template');
    expect(() => TEMPLATE_TASK.create({ ...settings, sizes: { hidden: 3 } })).toThrow('no size "hidden"');
    expect(() => new TemplateHead({ ...settings, classes: ['dog'] })).toThrow('name at least two');
    expect(() => targetsOfTemplate(['cat'], CLASSES)).toThrow('there is no class "cat"; there are dog, car');
  });
});
