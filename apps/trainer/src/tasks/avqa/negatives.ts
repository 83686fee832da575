// Frames of other videos, which do not belong to a segment's sound: drawn anew in every epoch, and in evaluation always
// the same.
import { drawNegativeFrames, PUBLISHED_REFUSED_SPAN } from '@dg-sct/datasets';
import { deriveSeed, seededRandom } from '@dg-sct/nn';
import type { HostArray } from '@dg-sct/task';
import type { PreparedSplit } from '../../prepare/dataset.ts';
import type { Tensors } from '../../prepare/material.ts';
import { framesOf, segmentsFrom } from '../batch.ts';
import type { Clip, Example } from '../data.ts';
import type { BatchPlace } from '../task.ts';

export interface NegativeOptions {
  /** Frames for each example. */
  readonly count: number;
  /** Whether the own video is refused as the published question answering does it (spec: task-avqa section 2.2). */
  readonly published: boolean;
}

/** `[B*count, H, W, 3]`, normalised. @throws {DatasetError} where the split has no other video. */
export async function negativeFrames(
  split: PreparedSplit,
  indices: readonly number[],
  { epoch, seed }: BatchPlace,
  { count, published }: NegativeOptions,
): Promise<HostArray> {
  const videos = videosOf(split.examples);
  const positions = new Map([...videos.keys()].map((clip, position) => [clip, position]));
  const examples = [...videos.values()];
  const draws = indices.flatMap((index) => {
    const clip = split.examples[index]?.clip;
    const own = (clip && positions.get(clip)) ?? 0;
    const random = seededRandom(deriveSeed(seed, `negatives of ${index} in epoch ${epoch ?? 'none'}`));
    const refused = published ? { refusedSpan: PUBLISHED_REFUSED_SPAN } : {};
    return drawNegativeFrames(count, { videos: videos.size, own, ...refused }, random);
  });
  const read = new Map<number, Promise<Tensors>>();
  for (const { video } of draws) {
    if (!read.has(video)) read.set(video, split.read(examples[video] ?? 0, ['frames']));
  }
  const frames = draws.map(async ({ video, frame }) => segmentsFrom((await read.get(video)) ?? {}, frame, 1));
  return framesOf(await Promise.all(frames));
}

/** Every video once, in the order of first appearance, with the index of an example about it. */
function videosOf(examples: readonly Example[]): Map<Clip, number> {
  const videos = new Map<Clip, number>();
  for (const [index, { clip }] of examples.entries()) if (!videos.has(clip)) videos.set(clip, index);
  return videos;
}
