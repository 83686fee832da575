// The keys of a config for audio-visual video parsing.
import type { z } from 'zod';
import { group, oneOf, real, whole } from '../../config/fields.ts';
import {
  audio,
  checkSections,
  data,
  inputOf,
  modelFields,
  trainingFields,
  visual,
} from '../../config/sections.ts';

/** What the metric gives; any of them may choose the best epoch. */
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

const assignment = () => oneOf(['soft', 'hard']).default('soft');

export const avvpSchema = group({
  task: oneOf(['avvp']),
  data,
  input: inputOf(10, 'because LLP labels ten seconds'),
  visual,
  audio,
  model: group({
    ...modelFields,
    head: group({
      dim: whole(2),
      /** Attention blocks over the segments of each modality, and over the classes of both. */
      audioDepth: whole(1),
      visualDepth: whole(1),
      crossDepth: whole(1),
      heads: whole(1),
      dropPath: real({ least: 0, below: 1 }).default(0.1),
      unimodalAssign: assignment(),
      crossmodalAssign: assignment(),
      /** Width of the motion features that come with the data set, published 512; 0 for a head that reads none. */
      motionDim: whole(0).default(512),
    }),
    temporal: group({
      dim: whole(2),
      feedForward: whole(1),
      heads: whole(1),
      gamma: real({ least: 0 }).default(0.05),
    }),
  }),
  training: group({
    ...trainingFields,
    /** F-scores, means over clips. */
    selectBy: oneOf(SCORES).default('segmentType'),
  }),
}).superRefine(checkSections);

/** A checked config of the task AVVP. */
export type AvvpConfig = z.infer<typeof avvpSchema>;
