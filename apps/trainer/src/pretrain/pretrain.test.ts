// What is taught is learned, and counted; on numbers, where no picture needs to be drawn.
import { Linear } from '@dg-sct/nn';
import type { Random } from '@dg-sct/synthetic';
import type * as tf from '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import type { Curriculum, LabelledExample } from './curriculum.ts';
import { pretrain } from './pretrain.ts';

beforeAll(() => setBackend('onnxruntime'));

const OPTIONS = { batchSize: 16, learningRate: 0.1, weightDecay: 0, seed: 1 };

/** Which of three numbers is the largest. */
function largest(random: Random): LabelledExample {
  const input = Float32Array.from({ length: 3 }, () => random.uniform(-1, 1));
  return { input, labels: [input.indexOf(Math.max(...input))] };
}

function curriculum(): Curriculum {
  const encoder = new Linear(3, 3);
  return {
    encoder,
    config: {},
    inputShape: [3],
    classes: 3,
    logits: (input: tf.Tensor) => encoder.forward(input),
    example: largest,
    tests: { numbers: largest },
    computed: /^$/,
  };
}

test('what is taught is learned, step by step', async () => {
  const seen: number[] = [];
  const result = await pretrain(curriculum(), { ...OPTIONS, steps: 80, onStep: (step) => seen.push(step) });
  expect(seen).toEqual(Array.from({ length: 80 }, (_, i) => i + 1));
  expect(result.steps).toBe(80);
  expect(result.scores.numbers).toBeGreaterThan(0.9);
});

test('who is stopped has the scores so far', async () => {
  const stop = new AbortController();
  const onStep = (step: number): void => {
    if (step === 5) stop.abort();
  };
  const { steps, scores } = await pretrain(curriculum(), {
    ...OPTIONS,
    steps: 80,
    signal: stop.signal,
    onStep,
  });
  expect(steps).toBe(5);
  expect(scores.numbers).toBeGreaterThan(0);
});
