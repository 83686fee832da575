// The keys of a config for audio-visual question answering, and for grounding, the stage before it.
import { z } from 'zod';
import { group, oneOf, real, text, whole } from '../../config/fields.ts';
import {
  audio,
  checkSections,
  data,
  inputOf,
  modelFields,
  trainingFields,
  visual,
} from '../../config/sections.ts';

/** Which annotations are read: the published numbers stand on `json`, `json_update` is corrected. */
const edition = oneOf(['json', 'json_update']).default('json');
/** Recorded videos alone, synthesised ones alone, or both. */
const part = oneOf(['all', 'real', 'fake']);

const input = inputOf(10, 'because ten seconds of a video are looked at');
/** Hidden widths of the classifier that tells whether picture and sound match. */
const matchWidths = z
  .tuple([whole(1), whole(1), whole(1)], { error: 'a list of three whole numbers' })
  .default([512, 256, 128]);

export const avqaSchema = group({
  task: oneOf(['avqa']),
  data: data.extend({ edition, part: part.default('all') }),
  input,
  visual,
  audio,
  model: group({
    ...modelFields,
    head: group({
      matchWidths,
      /** Heads and dropout of temporal grounding. */
      heads: whole(1).default(4),
      dropout: real({ least: 0, below: 1 }).default(0.1),
    }).prefault({}),
  }),
  training: group({
    ...trainingFields,
    selectBy: oneOf(['accuracy']).default('accuracy'),
    /** What grounding begins with: the run folder of a first stage, or a checkpoint of one. */
    groundingCheckpoint: text('a run folder or a checkpoint file').exactOptional(),
    /** Questions about one video that share a pass through the encoders; 1 as published. */
    questionsPerVideo: whole(1).default(1),
    /** Which frames can be drawn as another video's: `published` may draw the own video's (spec: task-avqa section 2.2). */
    negatives: oneOf(['published', 'others']).default('published'),
    /** What they go through: the frozen encoder as published, or the layers too, as the own frames do. */
    negativesThrough: oneOf(['encoder', 'layers']).default('encoder'),
  }),
}).superRefine(checkSections);

export const groundingSchema = group({
  task: oneOf(['avqa-grounding']),
  data: data.extend({ edition, part: part.default('real') }),
  input,
  visual,
  audio,
  model: group({ head: group({ matchWidths }).prefault({}) }).prefault({}),
  training: group({
    ...trainingFields,
    selectBy: oneOf(['accuracy']).default('accuracy'),
    /** The videos of `val`: those of the training split, as published, or its own. */
    validationVideos: oneOf(['train', 'val']).default('train'),
  }),
}).superRefine(checkSections);

/** A checked config of the task AVQA. */
export type AvqaConfig = z.infer<typeof avqaSchema>;
/** A checked config of its first stage. */
export type GroundingConfig = z.infer<typeof groundingSchema>;
