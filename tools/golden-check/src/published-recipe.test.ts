// The loop against the reference's own training script, on the AVE head with features for
// inputs: losses, accuracies, learning rates and final weights, with accumulation as published
// (three batches to an epoch, of which the first never counts) and without.
import { fill, fillModule, type GoldenFile, GoldenReport, openGolden } from '@dg-sct/goldens';
import { Adam, stepLr } from '@dg-sct/nn';
import { AveHead, type AveOutputs, type AveTargets } from '@dg-sct/task-ave';
import { type Batch, type Objective, type TrainingEvent, tensorNamed, train } from '@dg-sct/training';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface Label {
  readonly cls: number;
  readonly start: number;
  readonly end: number;
}

interface Recipe {
  readonly accum_itr: number;
  readonly epochs: number;
  readonly decay: number;
  readonly decay_epoch: number;
  readonly lr: number;
}

const SEGMENTS = 10;
const VISUAL_DIM = 24;
const AUDIO_DIM = 12;

const tinyHead = (): AveHead =>
  new AveHead({
    visualDim: VISUAL_DIM,
    audioDim: AUDIO_DIM,
    visualHidden: 32,
    audioHidden: 8,
    dim: 16,
    feedForward: 20,
    projectionDropout: 0,
    dropout: 0,
    classes: Array.from({ length: 28 }, (_, i) => `class ${i}`),
  });

/** The batches of an epoch, in their order; the last one is smaller. */
function batchesOf(file: GoldenFile): Batch[] {
  return (file.raw.labels as Label[][]).map((labels, index) => {
    const features = (kind: string, dim: number) => {
      const data = fill(`input:${file.name}.b${index}.${kind}_feature`, [labels.length, SEGMENTS, dim]);
      return { data, shape: [labels.length * SEGMENTS, dim] };
    };
    const segments = labels.flatMap(({ cls, start, end }) =>
      Array.from({ length: SEGMENTS }, (_, t) => (start <= t && t < end ? cls : 28)),
    );
    return {
      inputs: { visual: features('visual', VISUAL_DIM), audio: features('audio', AUDIO_DIM) },
      targets: { segments: { data: Int32Array.from(segments), shape: [labels.length, SEGMENTS] } },
      names: labels.map((_, clip) => `clip ${clip} of batch ${index}`),
    };
  });
}

const objectiveOf = (network: AveHead): Objective => ({
  network,
  forward: (inputs, context) =>
    network.forward({ visual: tensorNamed(inputs, 'visual'), audio: tensorNamed(inputs, 'audio') }, context),
  loss: (outputs, targets) => network.loss(outputs as AveOutputs, targets as AveTargets),
  metric: () => network.metric(),
});

async function trained(file: GoldenFile) {
  const { accum_itr, epochs, decay, decay_epoch, lr } = file.config as unknown as Recipe;
  const head = fillModule(tinyHead(), file.prefix);
  const batches = batchesOf(file);
  const steps: Extract<TrainingEvent, { type: 'step' }>[] = [];
  const { history } = await train({
    objective: objectiveOf(head),
    optimizer: new Adam(head.trainableParameters()),
    schedule: stepLr({ learningRate: lr, gamma: decay, every: decay_epoch }),
    batches: async function* ({ start }) {
      yield* batches.slice(start);
    },
    validation: async function* () {
      yield* batches;
    },
    monitor: head.score,
    epochs,
    seed: 43,
    accumulation: { batches: accum_itr, mode: 'last-batch' },
    onEvent: (event) => void (event.type === 'step' && steps.push(event)),
  });
  return { head, history, batches, terms: steps.map(({ losses }) => Object.values(losses)) };
}

describe('the published training script', () => {
  beforeAll(() => tf.setBackend('onnxruntime'));
  afterAll(() => tf.setBackend('cpu'));

  // The loop tells the losses of a step, not those of each of its batches, and keeps no accuracy of training batches.
  test.each([
    ['train-loop', ['out.loss_terms', 'out.loss_total', 'out.train_accuracy']],
    ['train-loop-accum1', ['out.train_accuracy']],
  ])('%s', async (name, untold) => {
    const file = openGolden('task-ave').file(name);
    const { head, history, batches, terms } = await trained(file);
    const report = new GoldenReport(file, 'module');
    report.compare(
      'out.lr',
      history.map(({ learningRate }) => learningRate),
    );
    report.compare(
      'out.eval_accuracy',
      history.map(({ evaluation }) => evaluation.metrics.accuracy ?? Number.NaN),
    );
    for (const [parameter, { value }] of head.namedParameters()) {
      if (file.tensors.has(`final.${parameter}`)) report.compare(`final.${parameter}`, await value.data());
    }
    if (terms.length === batches.length * history.length) {
      report.compare('out.loss_terms', terms.flat());
      report.compare(
        'out.loss_total',
        terms.map((row) => row.reduce((sum, term) => sum + term, 0)),
      );
    }
    report.assertPassed();
    expect(report.uncompared()).toEqual(untold);
  });

  test('a step tells the mean losses over the clips of its batches', async () => {
    const file = openGolden('task-ave').file('train-loop');
    const { terms, history } = await trained(file);
    expect(terms).toHaveLength(2 * history.length);
    // Two batches of two clips each, then one of a single clip.
    const rows = rowsOf(file.stored('out.loss_terms').data, 4);
    const expected = history.flatMap((_, epoch) => {
      const [first = [], second = [], third = []] = rows.slice(3 * epoch);
      return [first.map((term, i) => (term + (second[i] ?? Number.NaN)) / 2), third];
    });
    for (const [step, row] of expected.entries()) {
      for (const [i, term] of row.entries()) expect(terms[step]?.[i]).toBeCloseTo(term, 4);
    }
  });
});

function rowsOf(values: ArrayLike<number | bigint>, width: number): number[][] {
  const numbers = Array.from(values, Number);
  return Array.from({ length: numbers.length / width }, (_, row) =>
    numbers.slice(row * width, (row + 1) * width),
  );
}
