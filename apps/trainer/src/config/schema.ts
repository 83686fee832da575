// Every key of a config, with its type and limits. Published names and meanings; values are in presets/.
import type { HtsatVariant } from '@dg-sct/encoder-htsat';
import { z } from 'zod';
import { fixed, flag, group, oneOf, perStage, real, text, whole } from './fields.ts';

const HTSAT_NAMES = ['audioset', 'esc-50', 'scv2'] as const satisfies readonly HtsatVariant[];
/** The published copies of the DG-SCT layer, as `DG_SCT_VARIANTS` names them. */
const ADAPTER_NAMES = ['ave', 'avvp', 'avsS4', 'avsMs3', 'avqa', 'fewShot', 'pretrain'] as const;

/** What the encoders are given; decides the cached tensors. */
const input = group({
  segments: fixed(10, 'because AVE labels ten seconds'),
  secondsPerSegment: fixed(1, 'because AVE labels whole seconds'),
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

const weights = text('tiny, or a checkpoint file').exactOptional();
const transformer = { embedDim: whole(1), depths: perStage(), heads: perStage(), windowSize: whole(1) };

const visual = group({
  /** `tiny` or a file; without it the encoder starts at random. */
  weights,
  /** A published Swin V2, by its timm name... */
  variant: text('the name of a Swin V2, such as swinv2_tiny_window8_256').exactOptional(),
  /** ...or sizes of one's own. */
  config: group({ imageSize: whole(8), patchSize: whole(1), ...transformer }).exactOptional(),
});

const audio = group({
  weights,
  /** A published HTS-AT... */
  variant: oneOf(HTSAT_NAMES).exactOptional(),
  /** ...or sizes of one's own. */
  config: group({ specSize: whole(4), ...transformer }).exactOptional(),
});

const model = group({
  /** Whether DG-SCT layers stand between the encoders' blocks. */
  crossModal: flag(),
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
  }),
  temporal: group({
    visualHidden: whole(1),
    audioHidden: whole(1),
    dim: whole(2),
    feedForward: whole(1),
    heads: whole(1),
    gamma: real({ least: 0 }),
  }),
});

const training = group({
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
  /** Largest joint norm of the gradients. */
  clipNorm: real({ above: 0 }).exactOptional(),
  seed: whole(0),
  /** Whether the frozen encoders run in training mode, as published. */
  encoderTraining: flag(),
  /** The split that chooses the best epoch; `test` as published. */
  selectOn: oneOf(['val', 'test']),
});

export const aveSchema = group({
  task: oneOf(['ave']),
  data: group({ dir: text('a folder').exactOptional(), cache: text('a folder').exactOptional() }),
  input,
  visual,
  audio,
  model,
  training,
}).superRefine((config, context) => {
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
  if (config.input.fmin >= config.input.fmax) {
    complain(
      ['input'],
      `input.fmin is ${config.input.fmin} but must lie below input.fmax, ${config.input.fmax}`,
    );
  }
});

/** A checked config of the task AVE. */
export type AveConfig = z.infer<typeof aveSchema>;
export type InputConfig = AveConfig['input'];

/** The names of the keys of the group at `path`; undefined where there is no group. */
export function keysAt(path: readonly PropertyKey[]): string[] | undefined {
  let at: unknown = aveSchema;
  for (const key of path) {
    at = unwrap(at);
    at = at instanceof z.ZodObject ? at.shape[String(key)] : undefined;
  }
  at = unwrap(at);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : undefined;
}

const unwrap = (schema: unknown): unknown =>
  schema instanceof z.ZodExactOptional ? schema.unwrap() : schema;
