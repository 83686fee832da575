// The keys of a config for audio-visual video parsing.
import type { z } from 'zod';
import { group, oneOf, real, whole } from '../../config/fields.ts';
import {
  audio,
  checkSections,
  data,
  inputFields,
  modelFields,
  trainingFields,
  visual,
} from '../../config/sections.ts';

/** How segments are assigned to classes; `soft` as published. */
const assignment = () => oneOf(['soft', 'hard']).default('soft');
/** Of probabilities to leave something out while training. */
const rate = (published: number) => real({ least: 0, below: 1 }).default(published);

const SCORES = [
  'segmentA',
  'segmentV',
  'segmentAV',
  'segmentType',
  'segmentEvent',
  'eventA',
  'eventV',
  'eventAV',
  'eventType',
  'eventEvent',
] as const;

export const avvpSchema = group({
  task: oneOf(['avvp']),
  data,
  input: group({
    ...inputFields(10, 'because LLP labels ten seconds'),
    /** Which frames of a video: from the middle of each second, as LLP's were taken, or from the first to the last. */
    frameSpread: oneOf(['middles', 'ends']).default('middles'),
  }),
  visual,
  audio,
  model: group({
    ...modelFields,
    /** Width of R(2+1)D features, which come with LLP and cannot be made here; 0 for a head that reads none. */
    motionDim: whole(0),
    grouping: group({
      /** Width of all that follows the encoders. */
      dim: whole(2),
      /** Attention blocks of each module. */
      audioDepth: whole(1),
      visualDepth: whole(1),
      crossDepth: whole(1),
      heads: whole(1),
      dropPath: rate(0.1),
      /** Standard deviations of what training starts from; class tokens that are all alike as published. */
      weightDeviation: real({ above: 0 }).default(0.02),
      tokenDeviation: real({ least: 0 }).default(0),
      unimodalAssign: assignment(),
      crossmodalAssign: assignment(),
    }),
    /** Its width is half of `grouping.dim`. */
    temporal: group({
      feedForward: whole(1),
      heads: whole(1),
      layers: whole(1).default(2),
      gamma: real({ least: 0 }).default(0.05),
      dropout: rate(0.1),
    }),
  }),
  training: group({ ...trainingFields, selectBy: oneOf(SCORES).default('segmentType') }),
})
  .superRefine(checkSections)
  .superRefine(checkWidths);

/** A checked config of the task AVVP. */
export type AvvpConfig = z.infer<typeof avvpSchema>;

/** Heads share a width. */
function checkWidths({ model }: { readonly model: Widths }, context: z.core.$RefinementCtx): void {
  const { grouping, temporal } = model;
  const complain = (path: string[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  if (grouping.dim % 2 > 0 || grouping.dim % grouping.heads > 0) {
    const message = `model.grouping.dim is ${grouping.dim} but must be even and a multiple of model.grouping.heads, ${grouping.heads}`;
    complain(['model', 'grouping', 'dim'], message);
  } else if ((grouping.dim / 2) % temporal.heads > 0) {
    const message = `model.temporal.heads is ${temporal.heads} but must divide half of model.grouping.dim, ${grouping.dim / 2}`;
    complain(['model', 'temporal', 'heads'], message);
  }
}

interface Widths {
  readonly grouping: { readonly dim: number; readonly heads: number };
  readonly temporal: { readonly heads: number };
}
