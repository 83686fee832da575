// F-scores on made maps: whole sets that are described in words, and single clips by hand.
import { type GoldenReport, list, number, object } from '@dg-sct/goldens';
import {
  AvvpMetric,
  type ClipEvents,
  type ClipScores,
  type EventMap,
  eventScores,
  segmentScores,
} from '@dg-sct/task-avvp';
import type { EntryKind } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';
import { MAPS, type MapSizes, mapsOf, sizesOf } from './map-recipes.ts';

interface Clip {
  readonly predicted: ClipEvents;
  readonly truth: ClipEvents;
}

export const syntheticMaps: EntryKind = {
  what: 'metrics of sets of clips',
  scope: 'exact',
  fits: ({ raw }) => raw.event_runs !== undefined,
  check: async (report) => {
    const sizes = sizesOf(report.file);
    for (const name of Object.keys(object(report.file.raw.cases, 'cases'))) {
      const maps = mapsOf(report.file, name);
      compareStored(
        report,
        MAPS.map((map) => [`${name}.${map}`, maps[map]]),
      );
      const clips = Array.from({ length: sizes.videos }, (_, video): Clip => {
        const map = (values: Float32Array): EventMap => mapOfVideo(values, video, sizes);
        return {
          predicted: { audio: map(maps.pred_a), visual: map(maps.pred_v) },
          truth: { audio: map(maps.gt_a), visual: map(maps.gt_v) },
        };
      });
      compareScores(report, `${name}.`, clips);
    }
  },
};

export const edgeCases: EntryKind = {
  what: 'metrics of single clips',
  scope: 'exact',
  fits: ({ raw }) => raw.run_notation !== undefined,
  check: async (report) => {
    const sizes = sizesOf(report.file);
    const clips = list(report.file.raw.videos, 'videos').map((value): Clip => {
      const video = object(value, 'a video');
      const map = (name: string): EventMap => mapOfRuns(list(video[name], name), sizes);
      return {
        predicted: { audio: map('pred_a'), visual: map('pred_v') },
        truth: { audio: map('gt_a'), visual: map('gt_v') },
      };
    });
    compareScores(report, '', clips);
  },
};

/** One of `[videos, classes, segments]`, segments first. */
function mapOfVideo(values: Float32Array, video: number, { classes, segments }: MapSizes): EventMap {
  const size = classes * segments;
  const data = Array.from(
    { length: size },
    (_, i) => values[video * size + (i % classes) * segments + Math.floor(i / classes)] ?? 0,
  );
  return { segments, classes, data };
}

/** Runs `[class, first segment, one past the last]`. */
function mapOfRuns(runs: readonly unknown[], { segments, classes }: MapSizes): EventMap {
  const data = new Float32Array(segments * classes);
  for (const run of runs) {
    const [c = 0, start = 0, end = 0] = list(run, 'a run').map((value) => number(value, 'part of a run'));
    for (let t = start; t < end; t++) data[t * classes + c] = 1;
  }
  return { segments, classes, data };
}

/** Of every clip audio, visual, event and audio-visual; of all the ten numbers. */
function compareScores(report: GoldenReport, prefix: string, clips: readonly Clip[]): void {
  const metric = new AvvpMetric();
  for (const { predicted, truth } of clips) metric.addClip(predicted, truth);
  const row = ({ audio, visual, event, audioVisual }: ClipScores) => [audio, visual, event, audioVisual];
  const perClip = (scores: typeof segmentScores): number[] =>
    clips.flatMap(({ predicted, truth }) => row(scores(predicted, truth)));
  report.compare(`${prefix}per_video_segment`, perClip(segmentScores));
  report.compare(`${prefix}per_video_event`, perClip(eventScores));
  report.compare(`${prefix}numbers`, Object.values(metric.result()));
}
