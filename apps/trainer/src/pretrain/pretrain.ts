// The pre-training loop: AdamW on the cross-entropy of renderings made as they
// are needed. The next batch is drawn while ONNX Runtime works on the last one.
import { AdamW, EVAL, RandomStream, valueAndGradients, warmupCosine } from '@dg-sct/nn';
import { Random } from '@dg-sct/synthetic';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { Curriculum, LabelledExample } from './curriculum.ts';

export interface PretrainOptions {
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** After every step, with the loss averaged over the last ones. */
  readonly onStep?: (step: number, loss: number) => void;
}

export interface PretrainResult {
  readonly steps: number;
  /** Top-1 accuracy by test set. */
  readonly scores: Readonly<Record<string, number>>;
}

const TEST_EXAMPLES = 512;
const LOSS_MEMORY = 0.98;
const WARMUP_STEPS = 100;

/** Trains `curriculum.encoder` in place. Ends early, with the scores so far, when the signal aborts. */
export async function pretrain(curriculum: Curriculum, options: PretrainOptions): Promise<PretrainResult> {
  const { steps, batchSize, learningRate, seed } = options;
  curriculum.encoder.initialize(seed);
  const random = new RandomStream(seed);
  const parameters = curriculum.encoder.trainableParameters();
  const optimizer = new AdamW(parameters, { weightDecay: options.weightDecay });
  const schedule = warmupCosine({
    learningRate,
    totalSteps: steps,
    warmupSteps: Math.min(WARMUP_STEPS, steps - 1),
  });
  const step = compile(
    ({ input, target, rate }: { input: tf.Tensor; target: tf.Tensor; rate: tf.Tensor }) => {
      const { value, gradients } = valueAndGradients(
        () => ({ total: crossEntropy(curriculum.logits(input, { training: true, random }), target) }),
        parameters,
      );
      optimizer.apply(gradients, rate);
      random.advance();
      return value.total;
    },
    { name: 'pre-training step' },
  );
  const renderer = new Random(`pretrain ${seed}`);
  const draw = (): LabelledExample[] => Array.from({ length: batchSize }, () => curriculum.example(renderer));

  let batch = draw();
  let loss: number | undefined;
  let done = 0;
  while (done < steps && options.signal?.aborted !== true) {
    const tensors = {
      ...toTensors(curriculum, batch),
      rate: tf.scalar(schedule({ epoch: 0, step: done })),
    };
    const running = step(tensors);
    batch = draw();
    const total = await running;
    const [value = Number.NaN] = await total.data();
    tf.dispose([total, tensors]);
    loss = loss === undefined ? value : LOSS_MEMORY * loss + (1 - LOSS_MEMORY) * value;
    done += 1;
    options.onStep?.(done, loss);
  }
  await step.dispose();
  return { steps: done, scores: await score(curriculum, batchSize) };
}

/** Mean over examples; a target row with several classes spreads its weight evenly. */
function crossEntropy(logits: tf.Tensor, target: tf.Tensor): tf.Tensor {
  return tf.logSoftmax(logits).mul(target).sum(-1).mean().neg();
}

function toTensors(
  { inputShape, classes }: Curriculum,
  examples: readonly LabelledExample[],
): { input: tf.Tensor; target: tf.Tensor } {
  const size = inputShape.reduce((product, length) => product * length, 1);
  const input = new Float32Array(examples.length * size);
  const target = new Float32Array(examples.length * classes);
  for (const [row, example] of examples.entries()) {
    input.set(example.input, row * size);
    for (const label of example.labels) target[row * classes + label] = 1 / example.labels.length;
  }
  return {
    input: tf.tensor(input, [examples.length, ...inputShape]),
    target: tf.tensor(target, [examples.length, classes]),
  };
}

async function score(curriculum: Curriculum, batchSize: number): Promise<Record<string, number>> {
  const predict = compile((input: tf.Tensor) => curriculum.logits(input, EVAL).argMax(-1), {
    name: 'scoring',
  });
  const scores: Record<string, number> = {};
  for (const [name, example] of Object.entries(curriculum.tests)) {
    const random = new Random(`test ${name}`);
    let correct = 0;
    let seen = 0;
    while (seen < TEST_EXAMPLES) {
      const examples = Array.from({ length: batchSize }, () => example(random));
      const { input, target } = toTensors(curriculum, examples);
      const winners = await predict(input);
      const found = await winners.data();
      correct += examples.filter(({ labels }, row) => labels[0] === found[row]).length;
      seen += examples.length;
      tf.dispose([input, target, winners]);
    }
    scores[name] = correct / seen;
  }
  await predict.dispose();
  return scores;
}
