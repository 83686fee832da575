// A whole network in miniature gives the same numbers on every backend: outputs in evaluation, and in training, with
// dropout and batch statistics, outputs, losses and the gradient of every parameter. The measure is the compiled graph
// on ONNX Runtime. TensorFlow's backend is compared where it is installed.
import { EVAL, RandomStream, seededRandom, valueAndGradients } from '@dg-sct/nn';
import { type CompiledFunction, compile } from '@dg-sct/tfjs-onnxruntime';
import type { Tensors } from '@dg-sct/training';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { buildNetwork } from '../network.ts';
import { objectiveOf } from '../objective.ts';
import { AVE } from '../tasks/ave/task.ts';
import { MINUTE } from '../testing/minute.ts';
import { EAGER } from '../testing/presence.ts';
import type { Backend } from './names.ts';
import { useBackend } from './use-backend.ts';

/** Two stages, shifted windows and grouped convolutions; layers that do not start silent. */
const CONFIG = loadConfig(MINUTE, [
  'input.imageSize=32',
  'visual.config={ imageSize: 32, patchSize: 4, embedDim: 16, depths: [2, 2], heads: [2, 4], windowSize: 4 }',
  'audio.config={ specSize: 32, embedDim: 16, depths: [2, 2], heads: [2, 4], windowSize: 4 }',
  'model.adapter.groups=2',
  'model.adapter.learnedTokens=4',
  'model.adapter.gateInit=0.5',
]);
const CLASSES = ['Bell', 'Cat'];
const CLIPS = 2;

/**
 * Relative to the largest number of the same layer: many a gradient is a sum of terms that cancel, and that of a bias
 * before a batch norm is zero but for rounding. The differences seen were up to 1.3e-5, between any two backends alike;
 * on one and the same backend, another last bit in the frames moves the same gradients by 4e-6.
 */
const TOLERANCE = 2e-5;

type Numbers = ReadonlyMap<string, Float32Array>;

function noise(shape: readonly number[], seed: number): tf.Tensor {
  const random = seededRandom(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => 2 * random() - 1),
    [...shape],
  );
}

async function read(kind: string, tensors: Tensors): Promise<[string, Float32Array][]> {
  return Promise.all(
    Object.entries(tensors).map(
      async ([name, tensor]): Promise<[string, Float32Array]> => [
        `${kind} ${name}`,
        Float32Array.from(await tensor.data()),
      ],
    ),
  );
}

async function numbersOn(backend: Backend): Promise<Numbers> {
  await useBackend(backend);
  const network = await buildNetwork(CONFIG, CLASSES);
  const { forward, loss } = objectiveOf(AVE, network);
  const parameters = network.trainableParameters();
  const random = new RandomStream(3);
  const segments = CLIPS * CONFIG.input.segments;
  const inputs = {
    frames: noise([segments, 32, 32, 3], 1),
    audio: noise([segments, 21, 16], 2).mul(30).sub(30),
  };
  const labels = Array.from({ length: segments }, (_, i) => i % (CLASSES.length + 1));
  const targets = { segments: tf.tensor2d(labels, [CLIPS, CONFIG.input.segments], 'int32') };

  const evaluate: CompiledFunction<Tensors, Tensors> = compile((clips) => forward(clips, EVAL));
  const differentiate = compile((batch: { readonly inputs: Tensors; readonly targets: Tensors }) => {
    const { value, gradients } = valueAndGradients(() => {
      const outputs = forward(batch.inputs, { training: true, random });
      const losses = loss(outputs, batch.targets);
      return { ...outputs, ...losses, total: tf.addN(Object.values(losses)) };
    }, parameters);
    return { value, gradients: Object.fromEntries(gradients) };
  });
  const evaluated = await evaluate(inputs);
  const { value, gradients } = await differentiate({ inputs, targets });
  const numbers = [
    ...(await read('evaluation', evaluated)),
    ...(await read('training', value)),
    ...(await read('gradient', gradients)),
  ];
  network.dispose();
  return new Map(numbers);
}

const largest = (values: Iterable<number>): number => {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
};

/** `gradient vis_adapter_blocks_p1.0.gate` to `gradient vis_adapter_blocks_p1.0`; an output is a layer of its own. */
const layerOf = (name: string): string => /^gradient [^.]+(\.\d+)?/.exec(name)?.[0] ?? name;

/** The differences above the tolerance, relative to the largest number of the layer. */
function differences(numbers: Numbers, expected: Numbers): Record<string, number> {
  const scales = new Map<string, number>();
  for (const [name, values] of expected) {
    scales.set(layerOf(name), Math.max(scales.get(layerOf(name)) ?? 0, largest(values)));
  }
  const gaps = [...expected].map(([name, values]): [string, number] => {
    const found = numbers.get(name);
    if (found?.length !== values.length) return [name, Number.NaN];
    const scale = scales.get(layerOf(name)) ?? 0;
    return [name, largest(values.map((value, i) => value - (found[i] ?? Number.NaN))) / scale];
  });
  return Object.fromEntries(gaps.filter(([, gap]) => !(gap <= TOLERANCE)));
}

describe('equal numbers', async () => {
  const expected = await numbersOn('onnxruntime');

  test('are told of every output, loss and gradient, and are those of a network that draws noise', () => {
    const names = [...expected.keys()];
    expect(names.filter((name) => name.startsWith('gradient ')).length).toBeGreaterThan(500);
    for (const [name, values] of expected) expect(largest(values), name).toBeGreaterThan(0);
    expect(expected.get('training eventScores')).not.toEqual(expected.get('evaluation eventScores'));
  });

  for (const { backend, isAbsent, title } of EAGER) {
    test.skipIf(isAbsent)(`on ${title}`, async () => {
      expect(differences(await numbersOn(backend), expected)).toEqual({});
    });
  }
});
