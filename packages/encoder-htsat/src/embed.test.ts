// How the encoder is used inside DG-SCT: the two ways to its input, what
// training mode switches, clips of any length, and gradients by differences.
import { type Context, EVAL, RandomStream, seededRandom } from '@dg-sct/nn';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HtsatConfig, TrainMode } from './config.ts';
import { LogMelExtractor } from './log-mel/extractor.ts';
import { Htsat } from './model.ts';
import { gradientsOf, run, useTestBackend } from './testing/run.ts';

beforeAll(useTestBackend);

const TINY: HtsatConfig = {
  sampleRate: 4000,
  hop: 40,
  fftSize: 128,
  melBins: 8,
  fmin: 20,
  fmax: 1800,
  specSize: 16,
  embedDim: 4,
  depths: [1, 1],
  heads: [1, 2],
  windowSize: 2,
  classes: 3,
  lossType: 'clip_bce',
};

const model = new Htsat(TINY).initialize(1);

function clips(batch: number, frames: number): tf.Tensor {
  const random = seededRandom(frames);
  const values = Float32Array.from({ length: batch * frames * TINY.melBins }, () => 40 * random() - 60);
  return tf.tensor(values, [batch, frames, TINY.melBins]);
}

async function embedded(of: Htsat, x: tf.Tensor, context: Context): Promise<number[]> {
  return [...(await of.embed(x, context).data())];
}

describe('embed', () => {
  it('gives the same tokens from samples in the graph and from the cached log-mel', async () => {
    const random = seededRandom(9);
    const samples = Float32Array.from({ length: 1000 }, () => 0.2 * random() - 0.1);
    const cached = new LogMelExtractor(TINY).extract(samples);
    const inGraph = model.logMel(tf.tensor(samples, [1, 1000]));
    const tokens = await embedded(model, inGraph, EVAL);
    const fromCache = await embedded(model, tf.tensor(cached, inGraph.shape), EVAL);
    expect(tokens).toHaveLength(16 * 4);
    for (const [i, value] of tokens.entries()) expect(fromCache[i]).toBeCloseTo(value, 4);
  });

  it('takes the middle of a clip that is too long, and a random part while training', async () => {
    const long = clips(2, 40);
    const middle = long.slice([0, 4, 0], [2, 32, -1]);
    expect(await embedded(model, long, EVAL)).toEqual(await embedded(model, middle, EVAL));
    const still = withMode({ batchNorm: false, specAugment: false, dropPath: false });
    const starts = Array.from({ length: 8 }, (_, start) => long.slice([0, start, 0], [2, 32, -1]));
    const options = await Promise.all(starts.map((crop) => embedded(still, crop, EVAL)));
    const drawn = await embedded(still, long, { training: true, random: new RandomStream(2) });
    const firstClip = (tokens: number[]) => tokens.slice(0, tokens.length / 2);
    expect(options.map(firstClip)).toContainEqual(firstClip(drawn));
  });

  it.each([
    [clips(1, 20).reshape([20, 8]), /shape \[20,8\]; need \[clips, frames, 8\]/],
    [tf.zeros([1, 20, 16]), /shape \[1,20,16\]/],
  ])('refuses another shape', (x, message) => {
    expect(() => model.embed(x, EVAL)).toThrow(message);
    expect(() => model.embed(x, EVAL)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });

  it('works where the classifier cannot: with fewer rows in the last grid than chunks in the image', () => {
    const many = new Htsat({ ...TINY, melBins: 4 }).initialize(1);
    const short = tf.zeros([1, 20, 4]);
    const tokens = many.stages.reduce((x, stage) => stage.forward(x, EVAL), many.embed(short, EVAL));
    expect(tokens.shape).toEqual([1, 4, 8]);
    expect(() => many.forward(short, EVAL)).toThrow(/4 chunks of time divide, but the last stage has 2/);
    expect(() => many.forward(short, EVAL)).toThrow(expect.objectContaining({ code: 'BAD_CONFIG' }));
  });

  it('says that training needs a stream of noise', () => {
    expect(() => model.embed(clips(1, 20), { training: true })).toThrow(/\{ training: true, random \}/);
  });
});

function withMode(trainMode: TrainMode): Htsat {
  return new Htsat({ ...TINY, trainMode }).initialize(1);
}

describe('training mode', () => {
  const x = clips(3, 20);
  const off: TrainMode = { batchNorm: false, specAugment: false, mixup: false, dropPath: false };

  it('is evaluation where everything is switched off', async () => {
    const quiet = withMode(off);
    const training = { training: true, random: new RandomStream(3) };
    const trained = await quiet.forward(x, training).clipwise.data();
    expect(trained).toEqual(await quiet.forward(x, EVAL).clipwise.data());
    expect(await quiet.inputNorm.batchesTracked.read()).toEqual(Int32Array.of(0));
  });

  it.each(['batchNorm', 'specAugment', 'mixup', 'dropPath'] as const)(
    '%s alone changes the result',
    async (part) => {
      const one = withMode({ ...off, [part]: true });
      const training = { training: true, random: new RandomStream(4) };
      const trained = await one.forward(x, training).clipwise.data();
      expect(trained).not.toEqual(await one.forward(x, EVAL).clipwise.data());
    },
  );

  it('draws new noise at every run of one compiled step and tracks the statistics', async () => {
    const random = new RandomStream(5);
    const trained = new Htsat({ ...TINY, trainMode: { mixup: true } }).initialize(1);
    const step = compile((input: tf.Tensor) => {
      const { latent } = trained.forward(input, { training: true, random });
      random.advance();
      return latent;
    });
    const first = await (await step(x)).data();
    expect(await (await step(x)).data()).not.toEqual(first);
    await step.dispose();
    expect(await trained.inputNorm.batchesTracked.read()).toEqual(Int32Array.of(2));
  });
});

it('has the gradients that differences of the loss show', async () => {
  const steady = new Htsat({ ...TINY, dropPathRate: 0 }).initialize(6);
  // Fourier kernels and mel filters stay out: the logarithm of nearly empty bins is too curved for any float32 step.
  const smooth = (name: string) => !/^(head|spectrogram_extractor|logmel_extractor)\./.test(name);
  steady.setTrainable(false, (name) => !smooth(name));
  const samples = tf.tensor(
    Float32Array.from({ length: 2 * 400 }, (_, i) => Math.sin(i * i * 1e-3) + 0.1 * Math.cos(7 * i)),
    [2, 400],
  );
  const outputs = (x: tf.Tensor) => ({ ...steady.forward(steady.logMel(x), EVAL) });
  const weights = [1, -2, 3, -4, 5, -6, 7, -8];
  const loss = (x: tf.Tensor): tf.Scalar => {
    const { clipwise, framewise, latent } = outputs(x);
    return clipwise.sum().add(framewise.square().sum()).add(latent.mul(weights).sum());
  };
  const gradients = new Map(await run((x) => gradientsOf(loss, x, steady), samples));
  const evaluate = compile(outputs);
  // The same loss, summed in double precision: a float32 loss of about 200 moves in steps
  // of 1.5e-5, which drowns the change along the smaller gradients.
  const lossAt = async (): Promise<number> => {
    const { clipwise, framewise, latent } = await evaluate(samples);
    return (
      sum(await clipwise.data(), (value) => value) +
      sum(await framewise.data(), (value) => value * value) +
      sum(await latent.data(), (value, i) => value * (weights[i % weights.length] ?? 0))
    );
  };
  const parameters = steady.trainableParameters();
  expect(parameters.size).toBe(39);
  for (const [name, parameter] of parameters) {
    const gradient = Float64Array.from(gradients.get(name) ?? []);
    const values = Float32Array.from(await parameter.read());
    const norm = Math.hypot(...gradient);
    const at = async (distance: number): Promise<number> => {
      parameter.set(values.map((value, i) => value + (distance * (gradient[i] ?? 0)) / norm));
      return lossAt();
    };
    // Wide enough to rise above rounding, and never moving the loss by more than 1.
    const step = Math.min(0.1, 1 / norm);
    const slope = ((await at(step)) - (await at(-step))) / (2 * step);
    parameter.set(values);
    expect(Math.abs(slope / norm - 1), `${name}: ${slope} against ${norm}`).toBeLessThan(0.005);
  }
  await evaluate.dispose();
});

function sum(values: ArrayLike<number>, term: (value: number, i: number) => number): number {
  return Array.from(values, term).reduce((total, value) => total + value, 0);
}
