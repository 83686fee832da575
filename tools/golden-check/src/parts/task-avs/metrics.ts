// M_J and M_F with everything below them, on frames made by the recipe in the config; and a small data set in batches
// of several sizes.
import { fill, type GoldenReport, list, object, text } from '@dg-sct/goldens';
import {
  AvsMetric,
  fMeasure,
  fMeasureCurve,
  frameIou,
  meanIou,
  precisionRecall,
  type ScoredFrame,
  THRESHOLDS,
} from '@dg-sct/task-avs';
import type { EntryKind } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';
import { type Config, has, numberIn, numberOr, numbersIn } from '../../run/config.ts';
import { SEGMENTS } from './decoder.ts';

export const metrics: EntryKind = {
  what: 'metrics',
  scope: 'exact',
  fits: ({ config }) => has(config, 'frame', 'batches', 'recipe'),
  check: async (report) => {
    const { config } = report.file;
    report.compare('thresholds', THRESHOLDS);
    for (const [name, value] of Object.entries(object(config.batches, 'batches'))) {
      compareBatch(report, name, framesOf(report, name, object(value, name)));
    }
    compareDataset(report);
  },
};

/** Frames by the recipe: masks thresholded, logits that lean to them, and what some frames have instead. */
function framesOf(report: GoldenReport, name: string, recipe: Config): ScoredFrame[] {
  const { config, raw } = report.file;
  const [height = 1, width = 1] = numbersIn(config, 'frame');
  const space = text(raw.name_space ?? '', 'name_space');
  const shape = [numberIn(recipe, 'n'), height, width];
  const made = (what: string): Float32Array => fill(`input:${space}${name}.${what}`, shape);
  const [noise, shade] = [made('logits'), made('mask')];
  const isOneOf = (field: string, frame: number): boolean =>
    recipe[field] !== undefined && numbersIn(recipe, field).includes(frame);
  const size = height * width;
  return Array.from({ length: numberIn(recipe, 'n') }, (_, frame) => {
    const part = (values: Float32Array) => values.subarray(frame * size, (frame + 1) * size);
    const mask = part(shade).map((value) => {
      if (isOneOf('empty', frame)) return 0;
      return isOneOf('full', frame) || value > numberIn(recipe, 'thr') ? 1 : 0;
    });
    const logits = part(noise).map((value, i) => {
      const lean = numberIn(recipe, 'bias') * (2 * (mask[i] as number) - 1);
      const logit = (Math.floor(64 * (numberIn(recipe, 'gain') * value + lean)) + 0.5) / 64;
      if (isOneOf('nopred', frame)) return -Math.abs(logit) - 0.01;
      if (isOneOf('allpred', frame)) return Math.abs(logit) + 0.01;
      if (isOneOf('sat', frame)) return logit > 0 ? 60 : -60;
      return logit;
    });
    return { logits, mask: mask.map((value) => value * numberOr(recipe, 'mval', 1)) };
  });
}

function compareBatch(report: GoldenReport, name: string, frames: readonly ScoredFrame[]): void {
  const curves = frames.map(({ logits, mask }) => precisionRecall(logits, mask));
  const computed = {
    miou: [meanIou(frames)],
    iou_per_frame: frames.map(({ logits, mask }) => frameIou(logits, mask)),
    F: [fMeasure(frames)],
    F_curve: fMeasureCurve(frames),
    precision: curves.flatMap(({ precision }) => [...precision]),
    recall: curves.flatMap(({ recall }) => [...recall]),
  };
  compareStored(
    report,
    Object.entries(computed).map(([key, values]) => [`${name}.${key}`, values]),
  );
  // Whether the recipe was followed; the reference sums in float32.
  for (const part of ['logits', 'mask'] as const) {
    const mean = meanOf(frames.flatMap((frame) => [...frame[part]]));
    report.compareEach(`${name}.${part}_mean`, [mean], {
      tolerance: (stored) => 1e-6 * (1 + Math.abs(stored)),
    });
  }
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The recipe's line about the data set: `n=30, gain=4, ..., empty=[5,6]); then for clip c=0..5 add 0.3125*(c-2)`. */
function compareDataset(report: GoldenReport): void {
  const lines = list(report.file.config.recipe, 'recipe').map((line) => text(line, 'recipe'));
  const line = lines.find((candidate) => candidate.startsWith('batch "'));
  if (line === undefined) return;
  const name = /^batch "(\w+)"/.exec(line)?.[1] ?? '';
  const [, step = '0', middle = '0'] = /add ([\d.]+)\*\(c-(\d+)\)/.exec(line) ?? [];
  const frames = framesOf(report, name, assignments(line)).map(({ logits, mask }, frame) => {
    const shift = Number(step) * (Math.floor(frame / SEGMENTS) - Number(middle));
    return { logits: logits.map((logit) => logit + shift), mask };
  });
  for (const key of report.file.tensors.keys()) {
    const [, size] = new RegExp(`^${name}\\.bs(\\d+)\\.miou$`).exec(key) ?? [];
    if (size !== undefined) compareBatched(report, `${name}.bs${size}`, frames, Number(size) * SEGMENTS);
  }
}

/** `a=1, b=[2,3]` before the first semicolon. */
function assignments(line: string): Config {
  const [head = ''] = line.split(';');
  const pairs = [...head.matchAll(/(\w+)=(\[[\d,]*\]|[\d.]+)/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '0']) => [name, JSON.parse(value)]));
}

function compareBatched(
  report: GoldenReport,
  key: string,
  frames: readonly ScoredFrame[],
  batch: number,
): void {
  const [height = 1, width = 1] = numbersIn(report.file.config, 'frame');
  const metric = new AvsMetric();
  for (let first = 0; first < frames.length; first += batch) {
    const chosen = frames.slice(first, first + batch);
    const shape = [chosen.length / SEGMENTS, SEGMENTS, height, width];
    const joined = (part: 'logits' | 'mask') =>
      Float32Array.from(chosen.flatMap((frame) => [...frame[part]]));
    metric.add({ logits: { shape, data: joined('logits') } }, { masks: { shape, data: joined('mask') } });
  }
  const { M_J, M_F } = metric.result();
  report.compare(`${key}.miou`, [M_J / 100]);
  report.compare(`${key}.F`, [M_F / 100]);
}
