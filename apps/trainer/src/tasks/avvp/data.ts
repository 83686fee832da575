// Splits of LLP: clips with the names of their events, and in val and test with when each is heard and seen.
import { type LlpSample, readLlpDataset } from '@dg-sct/datasets';
import type { Material } from '../../prepare/material.ts';
import type { Absence, Clip, Example, ReadSplit } from '../data.ts';
import type { AvvpConfig } from './config.ts';

export interface AvvpExample extends Example {
  /** `[C]`: one for every event of the clip, else zero. */
  readonly labels: Uint8Array;
  /** When each is heard and when seen, one or zero, `[10, C]`; the training split has none. */
  readonly events?: { readonly audio: Uint8Array; readonly visual: Uint8Array };
}

export const readAvvpSplit: ReadSplit<AvvpConfig, AvvpExample> = (dir, split, config) => {
  const { samples, classes } = readLlpDataset(dir, { split });
  const { motionDim } = config.model.head;
  const examples = samples.map((sample): AvvpExample => {
    const { videoId, labels, events } = sample;
    const clip = clipOf(sample, motionDim > 0);
    return { name: videoId, clip, labels, ...(events === undefined ? {} : { events }) };
  });
  return { classes, examples };
};

/** What is published as extracted comes before a video, as in the published training. */
function clipOf(sample: LlpSample, needsMotion: boolean): Clip {
  const { videoId, video, frames, wave, motion } = sample;
  const extracted = `${videoId}.extracted${needsMotion ? '.motion' : ''}`;
  const clip = (ids: readonly string[], material: Material | Absence): Clip => ({
    key: videoId,
    ids,
    material,
  });
  if (frames.length > 0 && wave !== undefined && (motion !== undefined || !needsMotion)) {
    const files = { frames, wave, ...(needsMotion && motion !== undefined ? { motion } : {}) };
    return clip([extracted], { kind: 'llp', ...files });
  }
  if (needsMotion) return clip([extracted], absence(sample, 'frame, wave and feats/r2plus1d_18'));
  if (video !== undefined) return clip([videoId], { kind: 'video', path: video });
  return clip([extracted, videoId], absence(sample, 'video, or frame and wave'));
}

const absence = ({ videoId, video }: LlpSample, needed: string): Absence => ({
  kind: 'absent',
  reason:
    video === undefined
      ? `there is no material of "${videoId}"; LLP_dataset needs its ${needed}.`
      : `"${videoId}" has a video, but motion features can't be made of it; LLP_dataset needs its ${needed}, or the config model.head.motionDim 0.`,
});
