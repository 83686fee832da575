import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aveSchema } from '../tasks/ave/config.ts';
import { TASK_NAMES } from '../tasks/names.ts';
import { temporaryFolder } from '../testing/ave-folder.ts';
import { closest } from './closest.ts';
import { loadConfig, presetNames } from './load.ts';
import { override } from './overrides.ts';
import { keysAt } from './schema.ts';

describe('presets', () => {
  it('are valid, and named after their tasks', () => {
    for (const name of presetNames()) expect(name.startsWith(loadConfig(name).task)).toBe(true);
  });

  it('hold the published recipe', () => {
    const { input, model, training } = loadConfig('ave-paper');
    expect(training).toEqual({
      epochs: 50,
      batchSize: 8,
      learningRate: 5e-4,
      decay: 0.35,
      decayEpochs: 3,
      weightDecay: 0,
      accumulation: 2,
      accumulationMode: 'published',
      earlyStop: 20,
      seed: 43,
      encoderTraining: true,
      selectOn: 'test',
      selectBy: 'accuracy',
      tiesImprove: true,
      colourJitter: 0,
      keepFeatures: false,
      losses: { gate: 'logit', clipClass: 'largest-index' },
    });
    expect(model).toMatchObject({ adapter: { reduction: 8, groups: 2, learnedTokens: 32 } });
    expect(input).toMatchObject({ imageSize: 192, tile: 10, framePrecision: 'float32' });
  });

  it('have every peculiarity of the published code where nothing else is said', () => {
    const spelledOut = [
      ...['visual.dropPathRate', 'audio.dropPathRate', 'audio.trainMode', 'audio.readoutNorm'],
      ...['model.visualGate', 'model.temporal.identicalStart'],
      ...['training.selectBy', 'training.tiesImprove', 'training.colourJitter', 'training.losses'],
    ];
    const left = spelledOut.map((key) => `${key}=null`);
    expect(loadConfig('ave-paper', left)).toEqual(loadConfig('ave-paper'));
  });

  it('ave is the published recipe but for its oversights', () => {
    const paper = leavesOf(loadConfig('ave-paper'));
    const differences = [...leavesOf(loadConfig('ave'))].filter(([key, value]) => paper.get(key) !== value);
    expect(Object.fromEntries(differences)).toEqual({
      'audio.trainMode.batchNorm': false,
      'model.temporal.identicalStart': false,
      'training.accumulationMode': 'mean',
      'training.selectOn': 'val',
      'training.selectBy': 'segmentAccuracy',
      'training.tiesImprove': false,
      'training.losses.gate': 'probability',
      'training.losses.clipClass': 'longest-event',
    });
  });
});

/** Every value of a config under its full key. */
function leavesOf(value: unknown, key = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[key, value]]);
  const entries = Object.entries(value).map(
    ([name, inner]) => [key ? `${key}.${name}` : name, inner] as const,
  );
  return new Map(entries.flatMap(([path, inner]) => [...leavesOf(inner, path)]));
}

describe('what is wrong with a config', () => {
  it.each([
    ['training.epochz=3', 'unknown key "training.epochz"; did you mean "training.epochs"?'],
    ['optimizer=adam', 'unknown key "optimizer"; the keys of a config are task, data, input,'],
    [
      'model.adapter.zzz=1',
      'unknown key "model.adapter.zzz"; the keys under "model.adapter" are variant, reduction,',
    ],
    ['visual.config.depth=[2]', 'unknown key "visual.config.depth"; did you mean "visual.config.depths"?'],
    ['__proto__.x=1', 'unknown key "__proto__"'],
    ['training.epochs=ten', 'training.epochs must be a whole number of at least 1, got "ten"'],
    ['training.epochs=0', 'training.epochs must be a whole number of at least 1, got 0'],
    ['training.epochs=1.5', 'training.epochs must be a whole number of at least 1, got 1.5'],
    ['training.learningRate=.nan', 'training.learningRate must be a number above 0, got'],
    ['training.decay=2', 'training.decay must be a number above 0 and of at most 1, got 2'],
    ['training.epochs=null', 'training.epochs is missing; it must be a whole number of at least 1'],
    ['training=3', 'training must be a group of keys, got 3'],
    ['visual.config.depths=[1, a]', 'visual.config.depths.1 must be a whole number of at least 1, got "a"'],
    ['visual.config.depths=[]', 'visual.config.depths must be a list of one number or more, got []'],
    ['model.crossModal=maybe', 'model.crossModal must be true or false, got "maybe"'],
    [
      'audio.trainMode.batchnorm=false',
      'unknown key "audio.trainMode.batchnorm"; did you mean "audio.trainMode.batchNorm"?',
    ],
    ['training.losses.gate=odds', 'training.losses.gate must be one of logit, probability, got "odds"'],
    ['training.selectOn=train', 'training.selectOn must be one of val, test, got "train"'],
    ['task=avs', `task must be one of ${TASK_NAMES.join(', ')}, got "avs"`],
    ['input.segments=5', 'input.segments must be 10, because AVE labels ten seconds, got 5'],
    ['visual.variant=x', 'visual needs either variant or config, not both'],
    ['visual.config=null', 'visual needs either variant or config, not neither'],
    ['input.imageSize=32', 'input.imageSize is 32 but visual.config.imageSize is 64; they must be equal'],
    ['input.fmin=20000', 'input.fmin is 20000 but must lie below input.fmax, 14000'],
  ])('--set %s', (set, sentence) => {
    expect(() => loadConfig('ave-tiny', [set])).toThrow(`ave-tiny: ${sentence}`);
  });

  it.each([
    ['training.epochs', 'expected key.path=value'],
    ['=3', 'expected key.path=value'],
    ['training..epochs=3', 'expected key.path=value'],
    ['training.epochs=[', 'the value is not valid YAML'],
  ])('--set %s, which is no override', (set, sentence) => {
    expect(() => loadConfig('ave-tiny', [set])).toThrow(`--set ${set}: ${sentence}`);
  });

  it('names the file, and the line where it is not YAML', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'my config.yaml');
    writeFileSync(file, 'task: ave\ndata: {\n');
    expect(() => loadConfig(file)).toThrow(/my config\.yaml, line [23]: not valid YAML/);
    writeFileSync(file, '');
    expect(() => loadConfig(file)).toThrow(`${file}: a config must be a group of keys`);
    mkdirSync(join(folder, 'dir'));
    expect(() => loadConfig(join(folder, 'dir'))).toThrow('cannot be read');
  });

  it('guesses the preset that was meant', () => {
    expect(() => loadConfig('ave-tinny')).toThrow(
      'there is no preset or file "ave-tinny"; did you mean "ave-tiny"?',
    );
    expect(() => loadConfig('nowhere.yaml')).toThrow(`the presets are ${presetNames().join(', ')}`);
  });
});

describe('overrides', () => {
  it('apply in order, to a file as to a preset', () => {
    const file = join(temporaryFolder(), 'copy.yaml');
    writeFileSync(file, readFileSync(new URL('../../presets/ave-tiny.yaml', import.meta.url)));
    const sets = [
      'training.epochs=3',
      'training.epochs=4',
      'model.temporal.gamma=0.2',
      'visual.weights=null',
    ];
    const config = loadConfig(file, sets);
    expect(config).toEqual(loadConfig('ave-tiny', sets));
    expect(config.training.epochs).toBe(4);
    expect(config.model).toMatchObject({ temporal: { gamma: 0.2 } });
    expect(config.visual).not.toHaveProperty('weights');
    expect(loadConfig('ave-tiny').visual.weights).toBe('tiny');
  });

  it('carry any text, such as a path, unchanged', () => {
    for (const dir of ['a b', '-x', 'null', '3', 'a: b', 'x=y', '"q"', "it's"]) {
      expect(loadConfig('ave-tiny', [override('data.dir', dir)]).data.dir).toBe(dir);
    }
  });
});

describe('closest', () => {
  it('finds every key of the schema from a misspelling of it', () => {
    for (const group of Object.keys(aveSchema.shape)) {
      const keys = keysAt(aveSchema, [group]) ?? [];
      for (const key of keys.filter((name) => name.length > 4)) {
        expect(closest(`${key.slice(0, 2)}${key.slice(3)}`, keys)).toBe(key);
        expect(closest(key.toUpperCase(), keys)).toBe(key);
      }
    }
  });

  it('does not guess wildly', () => {
    expect(closest('zebra', ['epochs', 'decay'])).toBeUndefined();
  });
});
