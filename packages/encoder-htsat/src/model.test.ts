// Whole tiny encoders against the reference: every intermediate, the outputs,
// and gradients down to samples and Fourier kernels.
import { fillModule, type GoldenFile, GoldenReport, goldenInput } from '@dg-sct/goldens';
import { type Context, EVAL } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LossType } from './config.ts';
import { imageShape, toImage } from './front-end/image.ts';
import { LogMelExtractor } from './log-mel/extractor.ts';
import { Htsat, type HtsatOutput } from './model.ts';
import {
  golden,
  goldenLoss,
  gradientsOf,
  htsatConfigOf,
  run,
  tensor,
  useTestBackend,
} from './testing/golden.ts';

beforeAll(useTestBackend);

/** The golden training run has batch statistics only. */
const TRAIN_MODE = { specAugment: false, dropPath: false };

describe.each(['tiny-a', 'tiny-a-train', 'tiny-b'])('%s', (name) => {
  it('equals the reference', async () => {
    const file = golden(name);
    const report = new GoldenReport(file, 'network');
    const config = htsatConfigOf(file.config, file.config.loss_type as LossType);
    const model = fillModule(new Htsat({ ...config, trainMode: TRAIN_MODE }), file.prefix);
    model.setTrainable(true, (parameter) => !parameter.startsWith('head.'));
    const audio = tensor(goldenInput(file, 'audio'));
    const context: Context = { training: file.mode === 'train' };

    const computed = await run((samples) => {
      let outputs: Record<string, tf.Tensor> = {};
      const gradients = gradientsOf(
        (x) => {
          outputs = named(model.forward(model.logMel(x), context));
          for (const output of Object.values(outputs)) tf.keep(output);
          return goldenLoss(file, outputs);
        },
        samples,
        model,
      );
      return { ...outputs, ...renamed(gradients) };
    }, audio);
    if (context.training) {
      report.compare('after.bn0.running_mean', await model.inputNorm.runningMean.read());
      report.compare('after.bn0.running_var', await model.inputNorm.runningVariance.read());
      report.compare('after.bn0.num_batches_tracked', await model.inputNorm.batchesTracked.read());
    }
    const visited = await run((samples) => intermediates(model, samples, context), audio);
    for (const [key, value] of [...computed, ...visited]) {
      if (file.tensors.has(key)) report.compare(key, value);
    }
    report.assertPassed();
    expect(report.uncompared()).toEqual([]);
    expect(report.passedOnlyByFloor.map(({ key }) => key)).toEqual([]);
  });
});

function named({ clipwise, framewise, latent }: HtsatOutput): Record<string, tf.Tensor> {
  return { framewise_output: framewise, clipwise_output: clipwise, latent_output: latent };
}

function renamed(gradients: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, value]) => [`grad.${name === 'input' ? 'audio' : name}`, value]),
  );
}

/** The walk that DG-SCT takes, and the head, with everything on the way. */
function intermediates(model: Htsat, audio: tf.Tensor, context: Context): Record<string, tf.Tensor> {
  const found: Record<string, tf.Tensor> = {};
  const keep = (name: string, value: tf.Tensor): tf.Tensor => {
    found[name] = value;
    return value;
  };
  const { specSize, melBins } = model.config;
  const power = keep('spectrogram', model.spectrogram.forward(audio));
  const logMel = keep('logmel', model.melFilters.forward(power));
  const normalised = keep('bn0', model.inputNorm.forward(logMel, context));
  keep('image', toImage(normalised, imageShape(specSize, melBins)));
  let x = keep('patch_embed', model.embed(logMel, context));
  for (const [i, stage] of model.stages.entries()) {
    for (const [j, block] of stage.blocks.entries()) {
      const { tokens, attention } = block.forward(x, context);
      x = keep(`layers.${i}.blocks.${j}`, tokens);
      keep(`layers.${i}.blocks.${j}.attn`, attention);
    }
    if (stage.downsample) x = keep(`layers.${i}.downsample`, stage.downsample(x));
  }
  const tokens = keep('norm', model.norm.forward(model.readout(x)));
  keep('token_map', model.head.unfold(tokens).transpose([0, 3, 2, 1]));
  keep('tscam', model.head.forward(tokens).transpose([0, 2, 1]));
  return found;
}

describe('call modes', () => {
  const file: GoldenFile = golden('modes');
  const report = new GoldenReport(file, 'network');

  it.each(file.inputs.map(({ name, raw }) => [name, raw] as const))('%s', async (name, raw) => {
    const config = htsatConfigOf(file.config, raw.loss_type as LossType);
    const model = fillModule(new Htsat(config), file.prefix);
    const logMel = decibelsOf(goldenInput(file, name), config);
    const output = await run(
      (x) => named(model.forward(x, EVAL, { repeat: raw.infer_mode === true })),
      logMel,
    );
    for (const [key, value] of output) {
      if (file.tensors.has(`${name}.${key}`)) report.compare(`${name}.${key}`, value);
    }
    report.assertPassed();
  });

  it('leaves no stored tensor out', () => {
    expect(report.uncompared()).toEqual([]);
    expect(report.passedOnlyByFloor).toEqual([]);
  });
});

function decibelsOf(
  { data, shape }: { data: Float32Array; shape: readonly number[] },
  config: Htsat['config'],
) {
  const [batch = 1, samples = 1] = shape;
  const extractor = new LogMelExtractor(config);
  const clips = Array.from({ length: batch }, (_, b) =>
    extractor.extract(data.subarray(b * samples, (b + 1) * samples)),
  );
  const frames = extractor.frames(samples);
  const all = Float32Array.from(clips.flatMap((clip) => [...clip]));
  return tensor({ data: all, shape: [batch, frames, config.melBins] });
}
