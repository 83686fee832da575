// Sets of event maps that are described in words: fills above a threshold, runs at drawn places, and changes of these.
import { fill, type GoldenEntry, object, text } from '@dg-sct/goldens';
import { numberIn } from '../../run/config.ts';

export const MAPS = ['pred_a', 'pred_v', 'gt_a', 'gt_v'] as const;

/** Zero or one, `[videos, classes, segments]`. */
export type MapSet = Readonly<Record<(typeof MAPS)[number], Float32Array>>;

export interface MapSizes {
  readonly videos: number;
  readonly classes: number;
  readonly segments: number;
}

export const sizesOf = ({ config }: GoldenEntry): MapSizes => ({
  videos: numberIn(config, 'videos'),
  classes: numberIn(config, 'classes'),
  segments: numberIn(config, 'segments'),
});

/** The maps of the case `name`. Throws for a description that has none of the known forms. */
export function mapsOf(entry: GoldenEntry, name: string): MapSet {
  const cases = object(entry.raw.cases, 'cases');
  const definition = text(object(cases[name], `case ${name}`).definition, `definition of ${name}`);
  const sizes = sizesOf(entry);
  const other = Object.keys(cases).find((candidate) => definition.includes(`gt of ${candidate}`));
  const source = Object.keys(cases).find((candidate) => definition.includes(`pred of ${candidate}`));
  if (definition.startsWith('each of')) return independent(definition, sizes);
  if (definition.includes('XOR')) return flipped(definition, sizes);
  if (definition.includes('gt copies pred')) return copied(definition, sizes);
  const all = (value: number): Float32Array =>
    new Float32Array(sizes.videos * sizes.classes * sizes.segments).fill(value);
  if (definition === 'everything zero') return { pred_a: all(0), pred_v: all(0), gt_a: all(0), gt_v: all(0) };
  if (source !== undefined) return { ...mapsOf(entry, source), gt_a: all(0), gt_v: all(0) };
  if (other !== undefined) {
    const { gt_a, gt_v } = mapsOf(entry, other);
    if (definition.startsWith('pred = gt')) return { pred_a: gt_a, pred_v: gt_v, gt_a, gt_v };
    const value = definition.startsWith('pred all ones') ? 1 : 0;
    return { pred_a: all(value), pred_v: all(value), gt_a, gt_v };
  }
  throw new RangeError(`the maps of ${name} are described in an unknown way: ${definition}`);
}

/** "each of ... is fill("x.<map>") > 0.4" */
function independent(definition: string, { videos, classes, segments }: MapSizes): MapSet {
  const [name = ''] = namesIn(definition);
  const [threshold = 0] = thresholdsIn(definition);
  const map = (which: string): Float32Array =>
    above(name.replace('<map>', which), [videos, classes, segments], threshold);
  return { pred_a: map('pred_a'), pred_v: map('pred_v'), gt_a: map('gt_a'), gt_v: map('gt_v') };
}

/** Runs are true, and predicted but where a fill is above a threshold. */
function flipped(definition: string, sizes: MapSizes): MapSet {
  const [soundName = '', sightName = '', flipSound = '', flipSight = ''] = namesIn(definition);
  const [sound = 0, sight = 0, flip = 0] = thresholdsIn(definition);
  const gt_a = drawnRuns(soundName, sound, sizes);
  const gt_v = drawnRuns(sightName, sight, sizes);
  const shape = [sizes.videos, sizes.classes, sizes.segments];
  const differing = (map: Float32Array, name: string): Float32Array => {
    const flips = above(name, shape, flip);
    return map.map((on, i) => (flips[i] === 1 ? 1 - on : on));
  };
  return { pred_a: differing(gt_a, flipSound), pred_v: differing(gt_v, flipSight), gt_a, gt_v };
}

/** Runs are predicted; of some classes they are true, of the others other runs are. */
function copied(definition: string, sizes: MapSizes): MapSet {
  const [heard = '', seen = '', keepSound = '', keepSight = '', sound = '', sight = ''] = namesIn(definition);
  const [audio = 0, visual = 0, keep = 0, other = 0] = thresholdsIn(definition);
  const pred_a = drawnRuns(heard, audio, sizes);
  const pred_v = drawnRuns(seen, visual, sizes);
  const kept = (map: Float32Array, name: string, others: Float32Array): Float32Array => {
    const keeps = above(name, [sizes.videos, sizes.classes], keep);
    return map.map((on, i) => (keeps[Math.floor(i / sizes.segments)] === 1 ? on : (others[i] ?? 0)));
  };
  return {
    pred_a,
    pred_v,
    gt_a: kept(pred_a, keepSound, drawnRuns(sound, other, sizes)),
    gt_v: kept(pred_v, keepSight, drawnRuns(sight, other, sizes)),
  };
}

/** At most one run for each video and class, at a drawn place. */
function drawnRuns(name: string, threshold: number, { videos, classes, segments }: MapSizes): Float32Array {
  const drawn = (what: string): Float32Array => fill(`${name}.${what}`, [videos, classes]);
  const place = (s: number): number => Math.floor(((s + 1) / 2) * segments);
  const [present, onset, length] = [drawn('present'), drawn('onset'), drawn('length')];
  return Float32Array.from({ length: videos * classes * segments }, (_, i) => {
    const row = Math.floor(i / segments);
    const start = place(onset[row] ?? 0);
    const end = start + 1 + place(length[row] ?? 0);
    const t = i % segments;
    return (present[row] ?? 0) > threshold && start <= t && t < end ? 1 : 0;
  });
}

const above = (name: string, shape: readonly number[], threshold: number): Float32Array =>
  fill(name, shape).map((s) => (s > threshold ? 1 : 0));

/** Names in quotes; one that begins with a dot differs from the one before in its last part. */
function namesIn(definition: string): string[] {
  const names: string[] = [];
  for (const [, name = ''] of definition.matchAll(/"([^"]+)"/g)) {
    names.push(name.startsWith('.') ? (names.at(-1) ?? '').replace(/\.[^.]*$/, name) : name);
  }
  return names;
}

/** Numbers after `>`, `threshold` or an opening bracket, in their order. */
const thresholdsIn = (definition: string): number[] =>
  [...definition.matchAll(/(?:> |threshold |\()(-?\d[\d.]*)/g)].map(([, value]) =>
    Number.parseFloat(value ?? ''),
  );
