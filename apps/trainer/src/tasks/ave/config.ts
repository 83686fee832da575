// The keys of a config for audio-visual event localization.
import type { z } from 'zod';
import { flag, group, oneOf, real, whole } from '../../config/fields.ts';
import {
  audio,
  checkSections,
  data,
  inputOf,
  modelFields,
  trainingFields,
  visual,
} from '../../config/sections.ts';

export const aveSchema = group({
  task: oneOf(['ave']),
  data,
  input: inputOf(10, 'because AVE labels ten seconds'),
  visual,
  audio,
  model: group({
    ...modelFields,
    temporal: group({
      visualHidden: whole(1),
      audioHidden: whole(1),
      dim: whole(2),
      feedForward: whole(1),
      heads: whole(1),
      gamma: real({ least: 0 }),
      /** Both layers of an encoder start with the same values. */
      identicalStart: flag().default(true),
    }),
  }),
  training: group({
    ...trainingFields,
    /** `accuracy` is the mean over batches, of whatever size, as published; `segmentAccuracy` that over all segments. */
    selectBy: oneOf(['accuracy', 'segmentAccuracy']).default('accuracy'),
    losses: group({
      /** What the loss of the gates takes their product for. */
      gate: oneOf(['logit', 'probability']).default('logit'),
      /** Which class a whole clip has. */
      clipClass: oneOf(['largest-index', 'longest-event']).default('largest-index'),
    }).prefault({}),
  }),
}).superRefine(checkSections);

/** A checked config of the task AVE. */
export type AveConfig = z.infer<typeof aveSchema>;
