// The complete miniature network against runs of the reference: evaluation, and
// three steps of Adam.
import { fillModule, type GoldenFile, GoldenReport, openGolden } from '@dg-sct/goldens';
import { Adam, type Context, EVAL, valueAndGradients } from '@dg-sct/nn';
import type { Losses } from '@dg-sct/task';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { BACKEND } from '../../dg-sct-attention/test/golden-run.ts';
import {
  goldenFrames,
  goldenWaves,
  TINY_ADAPTERS,
  tinyHtsat,
  tinySwin,
} from '../../dg-sct-attention/test/tiny-encoders.ts';
import { Cmbs } from './cmbs.ts';
import { AveNetwork, type AveNetworkOutput } from './network.ts';

const CLASSES = Array.from({ length: 28 }, (_, i) => `class ${i}`);
const TRAIN: Context = { training: true };

/** The golden network: nothing is dropped, whatever the mode. */
function tinyNetwork(audio = tinyHtsat()): AveNetwork {
  return new AveNetwork({
    visual: tinySwin(),
    audio,
    adapters: TINY_ADAPTERS,
    head: {
      classes: CLASSES,
      visualHidden: 32,
      audioHidden: 8,
      dim: 16,
      feedForward: 24,
      projectionDropout: 0,
      dropout: 0,
    },
  });
}

/** Labels of both golden videos: class 3 in seconds 2 to 6, class 11 throughout. */
const targets = (): { segments: tf.Tensor } => ({
  segments: tf.tensor2d(
    [...Array.from({ length: 10 }, (_, t) => (t >= 2 && t < 7 ? 3 : 28)), ...new Array<number>(10).fill(11)],
    [2, 10],
    'int32',
  ),
});

/** The four outputs under the file's names and in its layout, time first. */
function goldenOutputs({ outputs }: AveNetworkOutput): Record<string, tf.Tensor> {
  const timeFirst = (x: tf.Tensor): tf.Tensor => x.transpose([1, 0]);
  return {
    'out.is_event_scores': timeFirst(outputs.isEvent),
    'out.event_scores': outputs.eventScores,
    'out.av_score': outputs.avScore,
    'out.audio_visual_gate': timeFirst(outputs.audioGate.mul(outputs.visualGate)),
  };
}

const stacked = (losses: Losses): tf.Tensor => tf.stack(Object.values(losses));

async function compareAll(report: GoldenReport, tensors: Readonly<Record<string, tf.Tensor>>): Promise<void> {
  for (const [key, tensor] of Object.entries(tensors)) report.compare(key, await tensor.data());
}

describe('AveNetwork', () => {
  beforeAll(async () => {
    await tf.setBackend(BACKEND);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('e2e-tiny-eval', async () => {
    const file = openGolden('task-ave').file('e2e-tiny-eval');
    const audio = tinyHtsat();
    const network = fillModule(tinyNetwork(audio), file.prefix);
    const cmbs = vi.spyOn(Cmbs.prototype, 'forward');
    const run = compile(() => {
      const inputs = { frames: goldenFrames(file), audio: audio.logMel(goldenWaves(file)) };
      const output = network.forward(inputs, EVAL);
      const [visual, heard] = cmbs.mock.calls[0] ?? [];
      return {
        ...goldenOutputs(output),
        'out.loss_terms': stacked(network.head.loss(output.outputs, targets())),
        'mid.f_v': output.features.visual,
        'mid.f_a': output.features.audio,
        'mid.video_feature': (visual as tf.Tensor).transpose([1, 0, 2]),
        'mid.audio_feature': (heard as tf.Tensor).transpose([1, 0, 2]),
      };
    });
    const report = new GoldenReport(file, 'network');
    await compareAll(report, await run([]));
    report.assertPassed();
    expect(report.uncompared()).toEqual([]);
  });

  test('e2e-tiny-train', async () => {
    const file = openGolden('task-ave').file('e2e-tiny-train');
    const audio = tinyHtsat();
    const network = fillModule(tinyNetwork(audio), file.prefix);
    const parameters = network.trainableParameters();
    const adam = new Adam(parameters);
    const frames = goldenFrames(file);
    const waves = goldenWaves(file);
    const forward = (context: Context): { tensors: Record<string, tf.Tensor>; losses: Losses } => {
      const output = network.forward({ frames, audio: audio.logMel(waves) }, context);
      return { tensors: goldenOutputs(output), losses: network.head.loss(output.outputs, targets()) };
    };
    const step = compile(() => {
      const { value, gradients } = valueAndGradients(() => {
        const { tensors, losses } = forward(TRAIN);
        return { ...tensors, terms: stacked(losses), total: tf.addN(Object.values(losses)) };
      }, parameters);
      adam.apply(gradients, tf.scalar(5e-4));
      return { value, gradients: storedGradients(file, gradients), norm: jointNorm(gradients) };
    });

    const report = new GoldenReport(file, 'network');
    const rows: number[][] = [];
    for (let iteration = 0; iteration < 3; iteration++) {
      const { value, gradients, norm } = await step([]);
      const { terms, total: _, ...outputs } = value;
      rows.push(Array.from(await terms.data()));
      if (iteration > 0) continue;
      await compareAll(report, { ...outputs, ...gradients, grad_l2_norm_all_trainable: norm });
      await compareAll(report, storedState(file, network, 'buf.'));
    }
    await compareAll(report, storedState(file, network, 'final.'));
    rows.push(Array.from(await (await compile(() => stacked(forward(TRAIN).losses))([])).data()));
    report.compare('out.loss_terms_by_step', rows.flat());
    report.compare(
      'out.loss_total_by_step',
      rows.map((terms) => terms.reduce((sum, term) => sum + term, 0)),
    );
    const afterwards = await compile(() => stacked(forward(EVAL).losses))([]);
    report.compare('out.eval_loss_terms_after_3_steps', await afterwards.data());
    report.assertPassed();
    expect(report.uncompared()).toEqual([]);
  }, 600_000); // opening the session of a graph with all optimizer steps takes most of it
});

/** Euclidean norm of all gradients together. */
const jointNorm = (gradients: ReadonlyMap<string, tf.Tensor>): tf.Tensor =>
  tf.addN([...gradients.values()].map((gradient) => gradient.square().sum())).sqrt();

/** Those gradients that the file stores, under its keys. */
function storedGradients(
  file: GoldenFile,
  gradients: ReadonlyMap<string, tf.Tensor>,
): Record<string, tf.Tensor> {
  const stored = [...gradients].filter(([name]) => file.tensors.has(`grad.${name}`));
  return Object.fromEntries(stored.map(([name, gradient]) => [`grad.${name}`, gradient]));
}

/** Those parameters and buffers that the file stores under the given kind of key. */
function storedState(file: GoldenFile, network: AveNetwork, kind: string): Record<string, tf.Tensor> {
  const stored = [...network.namedParameters()].filter(([name]) => file.tensors.has(kind + name));
  return Object.fromEntries(stored.map(([name, { value }]) => [kind + name, value]));
}
