// The data sets of AVSBench's two settings: their clips, and their files in the layout of the published archive.
import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeNpyDictionary } from '@dg-sct/datasets';
import { openMediaReader } from '@dg-sct/media';
import type { ClipPart } from '../clip-parts.ts';
import { asWriteError } from '../dataset/folder.ts';
import { lines } from '../dataset/lines.ts';
import { type DatasetClip, planClips, splitSizes } from '../dataset/splits.ts';
import type { PlannedDataset, PlanRequest, SyntheticTask } from '../dataset/task.ts';
import { EVENT_NAMES } from '../event-classes.ts';
import { SAMPLE_RATE } from '../note-bank.ts';
import type { RenderJob } from '../render-pool.ts';
import { type AvsOptions, type AvsSetting, DEFAULT_AVS_OPTIONS } from './options.ts';
import { type AvsFiles, filesOf, folderOf } from './paths.ts';
import { AVS_SECONDS, type AvsClipPlan, planAvsClip } from './plan.ts';

export type AvsClip = DatasetClip<AvsClipPlan>;

/** What is told of a data set to segment. */
export interface AvsFacts {
  /** Objects seen, and those of them that sound, in a second on average. */
  readonly objects: number;
  readonly sounding: number;
}

/** Audio-visual segmentation, by setting. */
export const SYNTHETIC_AVS: Readonly<Record<AvsSetting, SyntheticTask<AvsOptions, AvsFacts>>> = {
  s4: taskOf('s4'),
  ms3: taskOf('ms3'),
};

function taskOf(setting: AvsSetting): SyntheticTask<AvsOptions, AvsFacts> {
  return {
    name: `avs-${setting}`,
    defaults: DEFAULT_AVS_OPTIONS[setting],
    plan: (request) => planDataset(setting, request),
  };
}

function planDataset(setting: AvsSetting, request: PlanRequest<AvsOptions>): PlannedDataset<AvsFacts> {
  const clips = planAvsClips(request);
  const files = clips.map((clip) => filesOf(setting, clip));
  return {
    jobs: clips.map(({ plan }, i) => jobOf(plan, files[i] as AvsFiles)),
    files: { [`${setting}_meta_data.csv`]: csv(setting, clips) },
    finish: (out) => gatherSounds(out, files),
    clips: clips.map(summaryOf),
    classes: EVENT_NAMES.length,
    splits: splitSizes(request),
    facts: factsOf(clips),
  };
}

/** Every clip with its plan, in the order of the csv file. */
export function planAvsClips({ options, ...request }: PlanRequest<AvsOptions>): AvsClip[] {
  return planClips({ ...request, categories: EVENT_NAMES }, (random, { category, domain }) =>
    planAvsClip(random, { category, domain, options }),
  );
}

function csv(setting: AvsSetting, clips: readonly AvsClip[]): string {
  return setting === 's4'
    ? lines([
        'name,start,category,split',
        ...clips.map(({ videoId, split, plan }) => `${videoId},0,${folderOf(plan.category)},${split}`),
      ])
    : lines(['video_id,split', ...clips.map(({ videoId, split }) => `${videoId},${split}`)]);
}

function jobOf(plan: AvsClipPlan, { video, frames, masks, wave }: AvsFiles): RenderJob {
  const frame = (path: string, second: number): ClipPart => ({ kind: 'frame', second, path });
  const mask = (path: string, second: number): ClipPart => ({ kind: 'mask', second, path });
  return {
    path: video,
    plan,
    parts: [...frames.map(frame), ...masks.map(mask), { kind: 'wave', path: wave }],
  };
}

/** The sound of the clips, put together in the archives that AVSBench keeps it in. */
async function gatherSounds(out: string, clips: readonly AvsFiles[]): Promise<void> {
  const reader = await openMediaReader();
  for (const archive of new Set(clips.map((files) => files.archive))) {
    const waves = clips.filter((files) => files.archive === archive).map(({ wave }) => wave);
    const sounds = waves.map(
      (wave) => [basename(wave), reader.readAudio(join(out, wave), { sampleRate: SAMPLE_RATE })] as const,
    );
    const path = join(out, archive);
    try {
      mkdirSync(dirname(path), { recursive: true });
      await writeNpyDictionary(path, new Map(sounds));
    } catch (cause) {
      throw asWriteError(path, cause);
    }
  }
}

function summaryOf({ videoId, split, plan }: AvsClip) {
  return {
    videoId,
    split,
    objects: plan.objects.map(({ className, style }) => ({ className, style })),
    sounds: plan.sounds.map(({ className, start, end }) => ({ className, start, end })),
  };
}

function factsOf(clips: readonly AvsClip[]): AvsFacts {
  const seconds = clips.length * AVS_SECONDS;
  const objects = clips.reduce((sum, { plan }) => sum + plan.objects.length * AVS_SECONDS, 0);
  const sounding = clips.reduce(
    (sum, { plan }) => sum + plan.sounds.reduce((length, { start, end }) => length + end - start, 0),
    0,
  );
  return { objects: objects / seconds, sounding: sounding / seconds };
}
