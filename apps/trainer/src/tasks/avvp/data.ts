// Splits of LLP: clips with the names of their events; of val and test also when each is heard and seen.
import { join } from 'node:path';
import { type LlpSample, readLlpDataset } from '@dg-sct/datasets';
import { UsageError } from '../../errors.ts';
import type { LlpExtracted, Material } from '../../prepare/material.ts';
import type { Absence, Clip, Example, ReadSplit } from '../data.ts';
import type { AvvpConfig } from './config.ts';

export interface AvvpExample extends Example, Pick<LlpSample, 'labels' | 'events'> {}

/** Of motion features below the data folder. */
const MOTION = join('LLP_dataset', 'feats', 'r2plus1d_18');

/** @throws {UsageError} where the config wants motion features and no clip has any. */
export const readAvvpSplit: ReadSplit<AvvpConfig, AvvpExample> = (dir, split, { model }) => {
  const { samples, classes } = readLlpDataset(dir, { split });
  const { motionDim } = model;
  const lacksMotion = motionDim > 0 && samples.every(({ motion }) => motion === undefined);
  if (lacksMotion && samples.some(({ video, wave }) => video ?? wave)) {
    throw new UsageError(
      `model.motionDim is ${motionDim}, but ${join(dir, MOTION)} holds motion features of no clip of the ${split} split, and they cannot be made from videos here; put those there that are published with LLP, or set model.motionDim to 0`,
    );
  }
  // One video may stand in several rows.
  const clips = new Map<string, Clip>();
  const clipOf = (sample: LlpSample): Clip => {
    const { videoId } = sample;
    const clip = clips.get(videoId) ?? clipFrom(sample, dir, motionDim);
    clips.set(videoId, clip);
    return clip;
  };
  const examples = samples.map((sample) => ({
    name: sample.filename,
    clip: clipOf(sample),
    labels: sample.labels,
    ...(sample.events === undefined ? {} : { events: sample.events }),
  }));
  return { classes, examples };
};

function clipFrom(sample: LlpSample, dir: string, motionDim: number): Clip {
  const { videoId } = sample;
  const material = motionDim > 0 ? withMotion(sample, dir, motionDim) : withoutMotion(sample, dir);
  return { key: videoId, ids: idsOf(videoId, material, motionDim), material };
}

/**
 * Tensors made from frames and wave are other tensors than a video's, so they have another name; where the clip itself
 * is gone, either will do.
 */
function idsOf(videoId: string, { kind }: Material | Absence, motionDim: number): readonly string[] {
  const extracted = `${videoId}.extracted${motionDim > 0 ? `.motion${motionDim}` : ''}`;
  if (kind === 'video') return [videoId];
  return kind === 'absent' && motionDim === 0 ? [extracted, videoId] : [extracted];
}

/** Frames and sound come before a video: they are what the published numbers were measured on. */
function withoutMotion(sample: LlpSample, dir: string): Material | Absence {
  const extracted = extractedOf(sample);
  if (extracted !== undefined) return extracted;
  if (sample.video !== undefined) return { kind: 'video', path: sample.video };
  return absent(
    `there is neither a video of "${sample.videoId}" in ${dir}, nor all of its frames and sound.`,
  );
}

function withMotion(sample: LlpSample, dir: string, width: number): Material | Absence {
  const { videoId, motion } = sample;
  const extracted = extractedOf(sample);
  if (motion === undefined) {
    const file = join(dir, MOTION, `${videoId}.npy`);
    return absent(`there are no motion features of "${videoId}": ${file} is missing.`);
  }
  if (extracted !== undefined) return { ...extracted, motion: { file: motion, width } };
  const lacking = sample.frames.length === 0 ? 'one of its ten frames' : 'its sound';
  return absent(
    `there is not all of "${videoId}" in ${join(dir, 'LLP_dataset')}: ${lacking} is missing beside its motion features.`,
  );
}

const extractedOf = ({ frames, wave }: LlpSample): LlpExtracted | undefined =>
  frames.length > 0 && wave !== undefined ? { kind: 'llp', frames, wave } : undefined;

const absent = (reason: string): Absence => ({ kind: 'absent', reason });
