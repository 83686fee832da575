// Splits of AVE: rows of labelled seconds, each about one clip.
import { type AveMaterial, type AveSample, readAveDataset } from '@dg-sct/datasets';
import type { Absence, Clip, Example, ReadSplit } from '../data.ts';
import type { AveConfig } from './config.ts';

export interface AveExample extends Example {
  /** `[T]`: class index of every second, `classes.length` for background. */
  readonly labels: readonly number[];
}

export const readAveSplit: ReadSplit<AveConfig, AveExample> = (dir, split) => {
  const { samples, classes } = readAveDataset(dir, { split });
  // One video may stand in several rows with different labels.
  const clips = new Map<string, Clip>();
  const clipOf = ({ videoId, material }: AveSample): Clip => {
    const clip = clips.get(videoId) ?? { key: videoId, ids: idsOf(videoId, material), material };
    clips.set(videoId, clip);
    return clip;
  };
  const examples = samples.map((sample) => ({
    name: sample.videoId,
    clip: clipOf(sample),
    labels: sample.labels,
  }));
  return { classes, examples };
};

/**
 * Tensors made from frames and wave are other tensors than a video's, so they have another name; where the clip itself
 * is gone, either will do.
 */
function idsOf(videoId: string, { kind }: AveMaterial | Absence): readonly string[] {
  const extracted = `${videoId}.extracted`;
  const all = { video: [videoId], extracted: [extracted], absent: [extracted, videoId] };
  return all[kind];
}
