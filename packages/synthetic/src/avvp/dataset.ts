// The data set of AVVP: its clips, and its files in the layout of LLP as published.
import { lines } from '../dataset/lines.ts';
import { type DatasetClip, planClips, type Split, splitSizes } from '../dataset/splits.ts';
import type { PlannedDataset, PlanRequest, SyntheticTask } from '../dataset/task.ts';
import { EVENT_NAMES } from '../event-classes.ts';
import type { Span } from '../spans.ts';
import { type AvvpOptions, DEFAULT_AVVP_OPTIONS } from './options.ts';
import { type AvvpClipPlan, type AvvpEvent, LLP_SECONDS, planAvvpClip } from './plan.ts';

type AvvpClip = DatasetClip<AvvpClipPlan>;

/** What is told of a data set of AVVP. */
export interface AvvpFacts {
  /** Part of all seconds in which at least one event is heard, and seen. */
  readonly heardShare: number;
  readonly seenShare: number;
}

/** Audio-visual video parsing. */
export const SYNTHETIC_AVVP: SyntheticTask<AvvpOptions, AvvpFacts> = {
  name: 'avvp',
  defaults: DEFAULT_AVVP_OPTIONS,
  plan: planAvvpDataset,
};

/** Where the download script of LLP puts videos. */
const VIDEO_FOLDER = 'LLP_dataset/video';

type Modality = 'heard' | 'seen';

function planAvvpDataset(request: PlanRequest<AvvpOptions>): PlannedDataset<AvvpFacts> {
  const clips = planAvvpClips(request);
  return {
    jobs: clips.map(({ videoId, plan }) => ({ path: `${VIDEO_FOLDER}/${videoId}.mp4`, plan })),
    files: textFiles(clips),
    clips: clips.map(({ videoId, split, plan }) => ({
      videoId,
      split,
      style: plan.objects[0]?.style ?? null,
      events: plan.events,
    })),
    classes: EVENT_NAMES.length,
    splits: splitSizes(request),
    facts: { heardShare: shareOf(clips, 'heard'), seenShare: shareOf(clips, 'seen') },
  };
}

/** Every clip with its plan, in the order of the annotations. */
export function planAvvpClips({ options, ...request }: PlanRequest<AvvpOptions>): AvvpClip[] {
  return planClips({ ...request, categories: EVENT_NAMES }, (random, { category, domain }) =>
    planAvvpClip(random, { category, domain, options }),
  );
}

/** Id, then start and end in seconds. */
function filenameOf({ videoId }: AvvpClip): string {
  return `${videoId}_0_${LLP_SECONDS}`;
}

function textFiles(clips: readonly AvvpClip[]): Record<string, string> {
  const of = (split: Split): AvvpClip[] => clips.filter((clip) => clip.split === split);
  const dense = [...of('val'), ...of('test')];
  return {
    'categories.txt': lines(EVENT_NAMES),
    'AVVP_dataset_full.csv': weakTable(clips),
    'AVVP_train.csv': weakTable(of('train')),
    'AVVP_val_pd.csv': weakTable(of('val')),
    'AVVP_test_pd.csv': weakTable(of('test')),
    'AVVP_eval_audio.csv': denseTable(dense, 'heard'),
    'AVVP_eval_visual.csv': denseTable(dense, 'seen'),
  };
}

/** The names of every clip's events, neither when nor whether they are heard or seen. */
function weakTable(clips: readonly AvvpClip[]): string {
  const rows = clips.map((clip) => [
    filenameOf(clip),
    clip.plan.events.map(({ className }) => className).join(','),
  ]);
  return table(['filename', 'event_labels'], rows);
}

/** When every event is heard or seen, a row for each time that it starts. */
function denseTable(clips: readonly AvvpClip[], modality: Modality): string {
  const rows = clips.flatMap((clip) =>
    clip.plan.events.flatMap((event) =>
      event[modality].map(({ start, end }) => [filenameOf(clip), start, end, event.className]),
    ),
  );
  return table(['filename', 'onset', 'offset', 'event_labels'], rows);
}

function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return lines([header, ...rows].map((row) => row.join('\t')));
}

function shareOf(clips: readonly AvvpClip[], modality: Modality): number {
  const filled = clips.reduce((sum, { plan }) => sum + filledSeconds(plan.events, modality), 0);
  return filled / (clips.length * LLP_SECONDS);
}

function filledSeconds(events: readonly AvvpEvent[], modality: Modality): number {
  const spans: Span[] = events.flatMap((event) => event[modality]);
  return Array.from({ length: LLP_SECONDS }, (_, t) => t).filter((t) =>
    spans.some(({ start, end }) => t >= start && t < end),
  ).length;
}
