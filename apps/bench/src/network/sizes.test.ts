// The sizes of networks that bear a preset's name are those that the preset has. They are written out here as well, since
// whatever reads presets would lie in the memory of every contestant that is measured.
import { HTSAT_VARIANTS } from '@dg-sct/encoder-htsat';
import { SWIN_V2_VARIANTS } from '@dg-sct/encoder-swin-v2';
import { type Config, loadConfig } from '@dg-sct/trainer';
import { expect, it } from 'vitest';
import { AVE_PAPER, AVE_TINY } from './sizes.ts';
import { AVQA_PAPER, AVS_MS3_PAPER, AVS_S4_PAPER, AVVP_PAPER, GROUNDING_PAPER } from './task-sizes.ts';

type ConfigOf<T extends Config['task']> = Extract<Config, { readonly task: T }>;

function preset<T extends Config['task']>(task: T, size: 'paper' | 'tiny' = 'paper'): ConfigOf<T> {
  const config = loadConfig(`${task}-${size}`);
  const isOfTask = (one: Config): one is ConfigOf<T> => one.task === task;
  return isOfTask(config) ? config : expect.fail(`${task}-${size} is of the task ${config.task}`);
}

/** Of the encoders, and of what they are given. */
function encoding({ input, visual, audio }: Config) {
  const swin = visual.config ?? swinCalled(visual.variant);
  const htsat = audio.config ?? HTSAT_VARIANTS[audio.variant ?? expect.fail('no HTS-AT is named')];
  return {
    visual: { ...transformer(swin), edge: input.imageSize },
    audio: {
      ...transformer(htsat),
      edge: htsat.specSize,
      // Of windows that begin before the sound and end behind it.
      frames: samples(input) / input.hop + 1,
      melBins: input.melBins,
    },
  };
}

function swinCalled(variant = '') {
  const [, found] = Object.entries(SWIN_V2_VARIANTS).find(([name]) => name === variant) ?? [];
  return found ?? expect.fail(`there is no Swin V2 "${variant}"`);
}

interface Transformer {
  readonly embedDim: number;
  readonly depths: readonly number[];
  readonly heads: readonly number[];
  readonly windowSize: number;
}

const transformer = ({ embedDim, depths, heads, windowSize }: Transformer) => ({
  dim: embedDim,
  depths,
  heads,
  window: windowSize,
});

/** Of a segment. */
const samples = ({ tile, secondsPerSegment, sampleRate }: Config['input']): number =>
  tile * secondsPerSegment * sampleRate;

const layers = ({ model: { adapter } }: Exclude<Config, ConfigOf<'avqa-grounding'>>) => {
  const { reduction, groups, learnedTokens } = adapter;
  return { reduction, groups, learnedTokens };
};

it.each([
  ['tiny', AVE_TINY],
  ['paper', AVE_PAPER],
] as const)('ave-%s', (size, sizes) => {
  const config = preset('ave', size);
  const { visualHidden, audioHidden, dim, feedForward, heads } = config.model.temporal;
  expect(sizes).toEqual({
    ...encoding(config),
    clips: 1,
    segments: config.input.segments,
    adapters: layers(config),
    head: {
      // Presets leave the classes to the data.
      classes: sizes.head.classes,
      ...{ visualHidden, audioHidden, dim, feedForward, attentionHeads: heads },
    },
  });
});

it('avvp-paper', () => {
  const config = preset('avvp');
  const { motionDim, grouping, temporal } = config.model;
  const { dim, audioDepth, visualDepth, crossDepth, heads } = grouping;
  expect(AVVP_PAPER).toEqual({
    ...encoding(config),
    task: 'avvp',
    clips: 1,
    segments: config.input.segments,
    adapters: layers(config),
    head: {
      classes: AVVP_PAPER.head.classes,
      ...{ motionDim, dim, audioDepth, visualDepth, crossDepth, heads },
      temporal: { feedForward: temporal.feedForward, heads: temporal.heads },
    },
  });
});

it.each([
  ['s4', AVS_S4_PAPER],
  ['ms3', AVS_MS3_PAPER],
] as const)('avs-%s-paper', (setting, sizes) => {
  const config = preset(`avs-${setting}`);
  const { input, model } = config;
  const { dim, audioHidden, wide, narrow, temporalDim, feedForward, heads } = model.decoder;
  expect(sizes).toEqual({
    ...encoding(config),
    task: 'avs',
    setting,
    clips: 1,
    segments: input.segments,
    adapters: layers(config),
    ...(input.sound === 'samples' && { samples: samples(input) }),
    head: {
      ...{ dim, audioHidden, temporalDim, feedForward, heads },
      outputDims: [wide, narrow],
      maskSize: input.maskSize,
    },
  });
});

it('avqa-paper', () => {
  const config = preset('avqa');
  const { matchWidths, heads } = config.model.head;
  // Questions and answers are the data's.
  const { questionLength, head } = AVQA_PAPER;
  expect(AVQA_PAPER).toEqual({
    ...encoding(config),
    task: 'avqa',
    clips: 1,
    segments: config.input.segments,
    adapters: layers(config),
    questionLength,
    head: { ...head, matchWidths, heads },
  });
});

it('avqa-grounding-paper', () => {
  const config = preset('avqa-grounding');
  expect(GROUNDING_PAPER).toEqual({
    ...encoding(config),
    task: 'avqa-grounding',
    clips: 1,
    // Of a video's ten segments an example is one.
    segments: 1,
    head: config.model.head,
  });
});
