// The whole evaluation on the published annotation files of LLP, of made outputs. The files are not distributed:
// LLP_DATA names their folder.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LLP_SECONDS, type LlpSample, type LlpSplit, readLlpDataset } from '@dg-sct/datasets';
import { fill, type GoldenReport, object, text } from '@dg-sct/goldens';
import type { HostArrays } from '@dg-sct/task';
import { AvvpMetric } from '@dg-sct/task-avvp';
import type { EntryKind } from '../../part.ts';
import { has, textIn } from '../../run/config.ts';
import { dataFolder } from '../../run/data-folder.ts';

export const annotations: EntryKind = {
  what: 'metrics on the published annotations',
  scope: 'exact',
  fits: ({ config }) => has(config, 'split', 'video_list', 'audio_events', 'visual_events'),
  check: async (report) => {
    const { config, raw, folder } = report.file;
    const data = dataFolder(folder, 'LLP_DATA', 'llp', textIn(config, 'video_list'));
    for (const [file, hash] of Object.entries(object(raw.annotation_sha256, 'annotation_sha256'))) {
      report.expectEqual(`sha256 of ${file}`, sha256(join(data, file)), hash);
    }
    const { samples, classes } = readLlpDataset(data, { split: textIn(config, 'split') as LlpSplit });
    const truth = truthOf(samples, classes.length);
    checkCounts(report, truth);
    let before: FrameMaps = truth;
    for (const [name, value] of Object.entries(object(raw.cases, 'cases'))) {
      const definition = text(object(value, `case ${name}`).definition, `definition of ${name}`);
      const maps = definition.startsWith('same') ? before : mapsOf(definition, truth);
      const metric = new AvvpMetric();
      metric.add(outputsOf(maps, clipsOf(definition, truth), truth), targetsOf(truth));
      report.compare(`${name}.numbers`, Object.values(metric.result()));
      before = maps;
    }
  },
};

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** `[videos, 10, classes]` */
interface FrameMaps {
  readonly audio: Float32Array;
  readonly visual: Float32Array;
}

interface Truth extends FrameMaps {
  readonly videos: number;
  readonly classes: number;
  /** `[videos, classes]` */
  readonly labels: Float32Array;
}

function truthOf(samples: readonly LlpSample[], classes: number): Truth {
  const all = (of: (sample: LlpSample) => Iterable<number>): Float32Array =>
    Float32Array.from(samples.flatMap((sample) => [...of(sample)]));
  return {
    videos: samples.length,
    classes,
    labels: all(({ labels }) => labels),
    audio: all(({ events }) => events?.audio ?? []),
    visual: all(({ events }) => events?.visual ?? []),
  };
}

/** What the manifest counts in the annotations. */
function checkCounts(report: GoldenReport, { videos, classes, labels, audio, visual }: Truth): void {
  const { raw } = report.file;
  const both = audio.map((on, i) => on * (visual[i] ?? 0));
  const count = (values: Float32Array): number => values.reduce((sum, on) => sum + on, 0);
  const perClass = (values: Float32Array): number[] =>
    Array.from({ length: classes }, (_, c) => count(values.filter((_, i) => i % classes === c)));
  const size = LLP_SECONDS * classes;
  const empty = (values: Float32Array): number =>
    Array.from({ length: videos }, (_, v) => values.subarray(v * size, (v + 1) * size)).filter(
      (map) => !map.includes(1),
    ).length;
  const facts = {
    ground_truth_positive_segments: { audio: count(audio), visual: count(visual), audio_visual: count(both) },
    ground_truth_positive_segments_per_class: { audio: perClass(audio), visual: perClass(visual) },
    weak_label_positives: count(labels),
    weak_label_positives_per_class: perClass(labels),
    videos_with_no_segment: { audio: empty(audio), visual: empty(visual), audio_visual: empty(both) },
  };
  for (const [fact, value] of Object.entries(facts)) report.expectEqual(fact, value, raw[fact]);
}

/** What the frames of a case say. Throws for an unknown description. */
function mapsOf(definition: string, { audio, visual, videos, classes }: Truth): FrameMaps {
  const shape = [videos, LLP_SECONDS, classes];
  const drawn = [...definition.matchAll(/"(input:[^"]+)"/g)].map(([, name = '']) => name);
  const [heard = '', seen = ''] = drawn.slice(-2);
  const all = (value: number): FrameMaps => ({
    audio: new Float32Array(audio.length).fill(value),
    visual: new Float32Array(visual.length).fill(value),
  });
  if (definition.startsWith('o = (fill')) return { audio: unit(heard, shape), visual: unit(seen, shape) };
  if (definition.startsWith('frame maps all')) return all(Number(/all (\d)/.exec(definition)?.[1]));
  const threshold = /inverted where .* > ([\d.]+)/.exec(definition)?.[1];
  if (threshold !== undefined) {
    const inverted = (map: Float32Array, name: string): Float32Array => {
      const flips = fill(name, shape);
      return map.map((on, i) => ((flips[i] ?? 0) > Number(threshold) ? 1 - on : on));
    };
    return { audio: inverted(audio, heard), visual: inverted(visual, seen) };
  }
  if (definition.startsWith('frame maps = ground truth')) return { audio, visual };
  throw new RangeError(`the frames of a case are described in an unknown way: ${definition}`);
}

/** Which events the clip as a whole has, `[videos, classes]`: drawn, the weak labels, or all. */
function clipsOf(definition: string, { videos, classes, labels }: Truth): Float32Array {
  const drawn = /^o = \(fill\("([^"]+)"/.exec(definition)?.[1];
  if (drawn !== undefined) return unit(drawn, [videos, classes]);
  return definition.includes('o = weak video label') ? labels : new Float32Array(labels.length).fill(1);
}

/** The fill rule in [0, 1]. */
const unit = (name: string, shape: readonly number[]): Float32Array =>
  fill(name, shape).map((s) => (s + 1) / 2);

function outputsOf(maps: FrameMaps, clip: Float32Array, { videos, classes }: Truth): HostArrays {
  const shape = [videos, LLP_SECONDS, classes];
  return {
    clip: { shape: [videos, classes], data: clip },
    audioSegments: { shape, data: maps.audio },
    visualSegments: { shape, data: maps.visual },
  };
}

function targetsOf({ audio, visual, videos, classes }: Truth): HostArrays {
  const shape = [videos, LLP_SECONDS, classes];
  return { audio: { shape, data: audio }, visual: { shape, data: visual } };
}
