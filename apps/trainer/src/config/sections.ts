// The groups of keys that configs of all tasks share. Published names and meanings; values are in presets/. What has a
// default here is a peculiarity of the published code, and the default is as published.
import type { HtsatVariant } from '@dg-sct/encoder-htsat';
import type { FrameSpread } from '@dg-sct/media';
import type { z } from 'zod';
import type { TaskName } from '../tasks/names.ts';
import { fixed, flag, group, oneOf, perStage, real, text, whole } from './fields.ts';

const HTSAT_NAMES = ['audioset', 'esc-50', 'scv2'] as const satisfies readonly HtsatVariant[];
/** The published copies of the DG-SCT layer, as `DG_SCT_VARIANTS` names them. */
const ADAPTER_NAMES = ['ave', 'avvp', 'avsS4', 'avsMs3', 'avqa', 'fewShot', 'pretrain'] as const;

export const data = group({
  dir: text('a folder').exactOptional(),
  cache: text('a folder').exactOptional(),
});

/** Keys of `input`; what belongs to one task comes beside them. `why` the task has so many segments of a second. */
export const inputFields = <const Segments extends number>(segments: Segments, why: string) => ({
  segments: fixed(segments, why),
  secondsPerSegment: fixed(1, 'because a segment is a second in all tasks'),
  /** Height and width of a frame, pixels. */
  imageSize: whole(8),
  /** Of cached frames: whole grey levels, or exact resized values with their overshoot, as published. */
  framePrecision: oneOf(['uint8', 'float32']),
  /** Hz. */
  sampleRate: whole(1000),
  /** Samples. */
  hop: whole(1),
  fftSize: whole(4),
  melBins: whole(1),
  /** Hz. */
  fmin: real({ least: 0 }),
  fmax: real({ above: 0 }),
  /** How many times the sound of a segment follows itself before its spectrogram is taken. */
  tile: whole(1),
});

/** What the encoders are given; decides the cached tensors. */
export const inputOf = <const Segments extends number>(segments: Segments, why: string) =>
  group(inputFields(segments, why));

const weights = text('tiny, or a checkpoint file').exactOptional();
/** Stochastic depth of the last block, rising from 0 at the first. */
const dropPathRate = () => real({ least: 0, below: 1 }).default(0.1);
const transformer = { embedDim: whole(1), depths: perStage(), heads: perStage(), windowSize: whole(1) };

export const visual = group({
  /** `tiny` or a file; without it the encoder starts at random. */
  weights,
  /** A published Swin V2, by its timm name... */
  variant: text('the name of a Swin V2, such as swinv2_tiny_window8_256').exactOptional(),
  /** ...or sizes of one's own. */
  config: group({ imageSize: whole(8), patchSize: whole(1), ...transformer }).exactOptional(),
  dropPathRate: dropPathRate(),
});

export const audio = group({
  weights,
  /** A published HTS-AT... */
  variant: oneOf(HTSAT_NAMES).exactOptional(),
  /** ...or sizes of one's own. */
  config: group({ specSize: whole(4), ...transformer }).exactOptional(),
  dropPathRate: dropPathRate(),
  /** What training mode switches on in this encoder, if `training.encoderTraining` does at all. */
  trainMode: group({
    batchNorm: flag().default(true),
    specAugment: flag().default(true),
    mixup: flag().default(false),
    dropPath: flag().default(true),
  }).prefault({}),
  /** Whether the last norm is applied to the features. */
  readoutNorm: flag().default(false),
});

/** Keys of `model` that say what stands between the encoders; the head's come beside them. */
export const modelFields = {
  /** Whether DG-SCT layers stand between the encoders' blocks. */
  crossModal: flag(),
  /** The first stage of the encoders that has layers, counted from 0; as published all have. */
  firstStage: whole(0).default(0),
  adapter: group({
    variant: oneOf(ADAPTER_NAMES),
    reduction: whole(1),
    groups: whole(1),
    learnedTokens: whole(1),
    batchNorm: flag(),
    gate: flag(),
    gateInit: real().default(0),
    lnBefore: flag(),
    lnPost: flag(),
    /** Which kinds of attention act, for ablations. */
    parts: group({
      channel: flag().default(true),
      spatial: flag().default(true),
      temporal: flag().default(true),
    }).prefault({}),
  }),
  /** Visual layers have a gate whatever `adapter.gate` says. */
  visualGate: flag().default(true),
};

const model = group(modelFields);

/** What a config says of all that stands between the encoders. */
export type LayersConfig = z.infer<typeof model>;

/** Keys of `training`; what belongs to one task comes beside them. */
export const trainingFields = {
  /** Values to begin with, of all layers and the head or of some; the others start at random. */
  initialCheckpoint: text('a run folder or a safetensors file').exactOptional(),
  /** Whether the frozen encoders compute the features of each clip once, before training, and memory holds them. */
  keepFeatures: flag().default(false),
  epochs: whole(1),
  batchSize: whole(1),
  learningRate: real({ above: 0 }),
  /** Factor on the learning rate every `decayEpochs` epochs. */
  decay: real({ above: 0, most: 1 }),
  decayEpochs: whole(1),
  weightDecay: real({ least: 0 }),
  /** Batches to one optimizer step. */
  accumulation: whole(1),
  /** `published`: only the last batch of a step has gradients (spec: task-ave section 5, quirk 1). */
  accumulationMode: oneOf(['mean', 'published']),
  /** Stops after so many epochs in a row without improvement. */
  earlyStop: whole(1),
  /** How far the colours of training clips change, from 0, not at all and as published, to below 1. */
  colourJitter: real({ least: 0, below: 1 }).default(0),
  /** Largest joint norm of the gradients. */
  clipNorm: real({ above: 0 }).exactOptional(),
  seed: whole(0),
  /** Whether the frozen encoders run in training mode, as published. */
  encoderTraining: flag(),
  /** The split that chooses the best epoch; `test` as published. */
  selectOn: oneOf(['val', 'test']),
  /** Whether an epoch as good as the best one so far takes its place, as published. */
  tiesImprove: flag().default(true),
};

const training = group(trainingFields);

export type InputConfig = Omit<z.infer<ReturnType<typeof inputOf>>, 'segments'> & {
  readonly segments: number;
  /** What is cached of a segment's sound, where a task has the choice: its log-mel spectrogram unless said. */
  readonly sound?: 'logmel' | 'samples';
  /** Edge of cached masks, pixels, where a task has some. */
  readonly maskSize?: number;
  /** How the frames of a video are spread over its seconds, where a task has the choice: from end to end unless said. */
  readonly frameSpread?: FrameSpread;
};

/** What is in the config of every task. */
export interface BaseConfig {
  readonly task: TaskName;
  readonly data: z.infer<typeof data>;
  readonly input: InputConfig;
  readonly visual: z.infer<typeof visual>;
  readonly audio: z.infer<typeof audio>;
  /** What stands between the encoders and behind them, for the task alone to know. */
  readonly model: object;
  /** `selectBy` names the metric that chooses the best epoch. */
  readonly training: z.infer<typeof training> & { readonly selectBy: string };
}

/** Complains about sections that do not fit together. */
export function checkSections(
  config: Pick<BaseConfig, 'visual' | 'audio' | 'input' | 'model'> & {
    readonly training: Pick<BaseConfig['training'], 'keepFeatures' | 'encoderTraining' | 'colourJitter'>;
  },
  context: z.core.$RefinementCtx,
): void {
  const complain = (path: string[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  for (const name of ['visual', 'audio'] as const) {
    const encoder = config[name];
    if ((encoder.variant === undefined) === (encoder.config === undefined)) {
      complain([name], `${name} needs either variant or config, not ${encoder.variant ? 'both' : 'neither'}`);
    }
  }
  const size = config.visual.config?.imageSize;
  if (size !== undefined && size !== config.input.imageSize) {
    const given = config.input.imageSize;
    complain(
      ['input'],
      `input.imageSize is ${given} but visual.config.imageSize is ${size}; they must be equal`,
    );
  }
  const { keepFeatures, encoderTraining, colourJitter } = config.training;
  const changing: readonly (readonly [key: string, off: string, changes: boolean])[] = [
    ['model.crossModal', 'false', 'crossModal' in config.model && config.model.crossModal === true],
    ['training.encoderTraining', 'false', encoderTraining],
    ['training.colourJitter', '0', colourJitter > 0],
  ];
  for (const [key, off] of changing.filter(([, , changes]) => keepFeatures && changes)) {
    complain(
      ['training', 'keepFeatures'],
      `training.keepFeatures is true, but with ${key} features change from step to step; set ${key} to ${off}`,
    );
  }
  if (config.input.fmin >= config.input.fmax) {
    complain(
      ['input'],
      `input.fmin is ${config.input.fmin} but must lie below input.fmax, ${config.input.fmax}`,
    );
  }
}
