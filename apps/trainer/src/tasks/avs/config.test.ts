// The published recipes of both settings, and what their defaults stand for.
import { AVS_RECIPES } from '@dg-sct/task-avs';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import type { AvsConfig } from './config.ts';

const load = (name: string, set: readonly string[] = []): AvsConfig => loadConfig(name, set) as AvsConfig;

/** In the order of the table in the spec, task-avs section 5.1. */
const RECIPES = {
  s4: { learningRate: 3e-4, batchSize: 8, epochs: 15, audioEncoder: 'trained' },
  ms3: { learningRate: 1.5e-4, batchSize: 2, epochs: 30, audioEncoder: 'frozen' },
};

describe.each(['s4', 'ms3'] as const)('avs-%s-paper', (setting) => {
  const preset = `avs-${setting}-paper`;

  it('holds the published recipe', () => {
    const { input, audio, model, training } = load(preset);
    expect(training).toMatchObject({
      ...RECIPES[setting],
      decay: 1,
      weightDecay: 0,
      accumulation: 1,
      seed: 123,
      encoderTraining: true,
      selectOn: 'test',
      selectBy: 'clipM_J',
    });
    expect(audio.trainMode).toEqual({ batchNorm: true, specAugment: true, mixup: true, dropPath: true });
    expect(input).toMatchObject({ imageSize: 192, maskSize: 224, tile: 5, framePrecision: 'float32' });
    const { adapters, gamma, matching } = AVS_RECIPES[setting];
    const { variant: _, ...layers } = adapters;
    expect(model.adapter).toMatchObject({ ...layers, gateInit: 0 });
    expect(model.decoder.gamma).toBe(gamma);
    expect(training.losses.matching).toMatchObject(matching ?? { weight: 0 });
  });

  it('has every peculiarity of the published code where nothing else is said', () => {
    const spelledOut = [
      ...['visual.dropPathRate', 'audio.dropPathRate', 'audio.readoutNorm', 'model.visualGate'],
      ...['input.sound', 'model.decoder.gamma', 'training.audioEncoder', 'training.losses'],
      'training.selectBy',
    ];
    const left = spelledOut.map((key) => `${key}=null`);
    expect(load(preset, left)).toEqual(load(preset));
  });
});
