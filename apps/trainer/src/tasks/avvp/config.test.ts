import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';

describe('avvp-paper', () => {
  it('holds the published recipe', () => {
    const { input, audio, training, model } = loadConfig('avvp-paper');
    expect(training).toEqual({
      epochs: 40,
      batchSize: 8,
      learningRate: 3e-4,
      decay: 0.1,
      decayEpochs: 10,
      weightDecay: 0,
      accumulation: 1,
      accumulationMode: 'mean',
      earlyStop: 40,
      seed: 1,
      encoderTraining: true,
      selectOn: 'val',
      selectBy: 'segmentType',
      tiesImprove: true,
      keepFeatures: false,
      colourJitter: 0,
    });
    expect(audio.trainMode).toEqual({ batchNorm: true, specAugment: true, mixup: true, dropPath: true });
    expect(model).toMatchObject({
      motionDim: 512,
      adapter: { variant: 'avvp', reduction: 8, groups: 2, learnedTokens: 32, gateInit: 0 },
      grouping: { dim: 128, audioDepth: 3, visualDepth: 3, crossDepth: 6, heads: 8 },
    });
    expect(input).toMatchObject({ imageSize: 192, tile: 10, framePrecision: 'float32' });
  });

  it('has every peculiarity of the published code where nothing else is said', () => {
    const spelledOut = [
      ...[
        'input.frameSpread',
        'model.visualGate',
        'model.grouping.dropPath',
        'model.grouping.unimodalAssign',
        'model.grouping.weightDeviation',
        'model.grouping.tokenDeviation',
      ],
      ...['model.grouping.crossmodalAssign', 'model.temporal.layers', 'model.temporal.gamma'],
      ...['model.temporal.dropout', 'training.selectBy', 'training.tiesImprove', 'training.colourJitter'],
    ];
    const left = spelledOut.map((key) => `${key}=null`);
    expect(loadConfig('avvp-paper', left)).toEqual(loadConfig('avvp-paper'));
  });
});

it.each([
  [
    'model.grouping.dim=30',
    'model.grouping.dim is 30 but must be even and a multiple of model.grouping.heads, 4',
  ],
  ['model.temporal.heads=5', 'model.temporal.heads is 5 but must divide half of model.grouping.dim, 32'],
  ['model.motionDim=-1', 'model.motionDim must be a whole number of at least 0, got -1'],
  [
    'model.grouping.unimodalAssign=firm',
    'model.grouping.unimodalAssign must be one of soft, hard, got "firm"',
  ],
  ['model.grouping.weightDeviation=0', 'model.grouping.weightDeviation must be a number above 0, got 0'],
  ['training.selectBy=accuracy', 'training.selectBy must be one of segmentA, segmentV, '],
  ['input.frameSpread=all', 'input.frameSpread must be one of middles, ends, got "all"'],
])('refuses %s', (set, sentence) => {
  expect(() => loadConfig('avvp-tiny', [set])).toThrow(sentence);
});
