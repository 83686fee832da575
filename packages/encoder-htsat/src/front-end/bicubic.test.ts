// Stretching and folding against the reference, with gradients.
import { GoldenReport, goldenInput } from '@dg-sct/goldens';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { golden, goldenLoss, numberOf, tensor, useTestBackend } from '../testing/golden.ts';
import { stretchMel, stretchTime } from './bicubic.ts';
import { imageShape, toImage } from './image.ts';

beforeAll(useTestBackend);

it('equals the reference', async () => {
  const file = golden('bicubic');
  const report = new GoldenReport(file, 'module');
  for (const { name } of file.inputs) {
    const config = file.config[name] as typeof file.config;
    const input = goldenInput(file, name);
    const [batch = 1, , frames = 1, melBins = 1] = input.shape;
    const x = tensor(input).reshape([batch, frames, melBins]);
    const shape = imageShape(numberOf(config, 'spec_size'), melBins);
    expect(shape).toMatchObject({
      chunks: numberOf(config, 'freq_ratio'),
      frames: numberOf(config, 'target_T'),
      melRows: numberOf(config, 'target_F'),
    });
    const stretched = stretchTime(x, shape.frames);
    report.compare(`${name}.time`, await stretched.data());
    if (file.tensors.has(`${name}.freq`)) {
      report.compare(`${name}.freq`, await stretchMel(stretched, shape.melRows).data());
    }
    report.compare(`${name}.image`, await toImage(x, shape).data());
    const loss = (y: tf.Tensor) => {
      const image = toImage(y, shape);
      return goldenLoss(file, { [`${name}.image`]: image.expandDims(1) });
    };
    report.compare(`${name}.grad.x`, await tf.grad(loss)(x).data());
  }
  report.assertPassed();
  expect(report.uncompared()).toEqual([]);
  expect(report.passedOnlyByFloor).toEqual([]);
});

describe('toImage', () => {
  it('refuses more frames than fit', () => {
    expect(() => toImage(tf.zeros([1, 65, 16]), imageShape(32, 16))).toThrow(/65 frames .* holds 64/);
  });

  it('refuses mel bins that do not fold', () => {
    expect(() => imageShape(64, 65)).toThrow(/65 mel bins/);
    expect(() => imageShape(64, 20)).toThrow(expect.objectContaining({ code: 'BAD_CONFIG' }));
  });
});
