// What grounding is trained on: every sampled second of every video.
import { readMusicAvqaDataset } from '@dg-sct/datasets';
import type { Example, ReadSplit } from '../data.ts';
import type { GroundingConfig } from './config.ts';
import { clipsOf, requestOf } from './videos.ts';

export interface GroundingExample extends Example {
  /** Which of the video's segments, from 0. */
  readonly segment: number;
}

/** As published `val` holds the videos of the training split (spec: task-avqa section 5.2). */
export const readGroundingSplit: ReadSplit<GroundingConfig, GroundingExample> = (dir, split, config) => {
  const { data, input, training } = config;
  const clipsFrom = split === 'val' ? training.validationVideos : split;
  const clips = clipsOf(readMusicAvqaDataset(dir, requestOf(clipsFrom, data)), dir);
  const examples = clips.flatMap((clip) =>
    Array.from({ length: input.segments }, (_, segment) => ({
      name: `segment ${segment + 1} of ${clip.key}`,
      clip,
      segment,
    })),
  );
  return { classes: [], examples, clipsFrom };
};
