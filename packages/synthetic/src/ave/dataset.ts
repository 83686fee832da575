// The data set of AVE: its clips, and its files in the layout of the published archive.
import { lines } from '../dataset/lines.ts';
import { type DatasetClip, planClips, type Split, splitSizes } from '../dataset/splits.ts';
import type { PlannedDataset, PlanRequest, SyntheticTask } from '../dataset/task.ts';
import { EVENT_NAMES } from '../event-classes.ts';
import { type AveOptions, DEFAULT_AVE_OPTIONS } from './options.ts';
import { type AveClipPlan, planAveClip } from './plan.ts';

type AveClip = DatasetClip<AveClipPlan>;

/** What is told of a data set of AVE. */
export interface AveFacts {
  /** Part of all seconds that hold an event. */
  readonly eventShare: number;
}

/** Audio-visual event localization. */
export const SYNTHETIC_AVE: SyntheticTask<AveOptions, AveFacts> = {
  name: 'ave',
  defaults: DEFAULT_AVE_OPTIONS,
  plan: planAveDataset,
};

/** Folder of the videos in the published archive. */
const VIDEO_FOLDER = 'AVE';

function planAveDataset(request: PlanRequest<AveOptions>): PlannedDataset<AveFacts> {
  const clips = planAveClips(request);
  return {
    jobs: clips.map(({ videoId, plan }) => ({ path: `${VIDEO_FOLDER}/${videoId}.mp4`, plan })),
    files: textFiles(clips),
    clips: clips.map(summaryOf),
    classes: EVENT_NAMES.length,
    splits: splitSizes(request),
    facts: { eventShare: eventShare(clips) },
  };
}

/** Every clip with its plan, in the order of the annotations. */
export function planAveClips({ options, ...request }: PlanRequest<AveOptions>): AveClip[] {
  return planClips({ ...request, categories: EVENT_NAMES }, (random, { category, domain }) =>
    planAveClip(random, { category, domain, options }),
  );
}

/** A row of `Annotations.txt` and of the split files. */
function annotationRow({ videoId, plan }: AveClip): string {
  const { start, end } = plan.event ?? { start: 0, end: 0 };
  return [plan.category, videoId, 'good', start, end].join('&');
}

function textFiles(clips: readonly AveClip[]): Record<string, string> {
  const rowsOf = (split: Split): string =>
    lines(clips.filter((clip) => clip.split === split).map((clip) => annotationRow(clip)));
  return {
    'categories.txt': lines(EVENT_NAMES),
    'trainSet.txt': rowsOf('train'),
    'valSet.txt': rowsOf('val'),
    'testSet.txt': rowsOf('test'),
    'Annotations.txt': lines([
      'Category&VideoID&Quality&StartTime&EndTime',
      ...clips.map((clip) => annotationRow(clip)),
    ]),
  };
}

function summaryOf({ videoId, split, plan }: AveClip) {
  return {
    videoId,
    split,
    category: plan.category,
    event: plan.event ?? null,
    objects: plan.objects.map(({ className, style, start, end }) => ({ className, style, start, end })),
    sounds: plan.sounds.map(({ className, start, end }) => ({ className, start, end })),
  };
}

function eventShare(clips: readonly AveClip[]): number {
  const seconds = clips.reduce((sum, { plan }) => sum + plan.seconds, 0);
  const events = clips.reduce((sum, { plan: { event } }) => sum + (event ? event.end - event.start : 0), 0);
  return events / seconds;
}
