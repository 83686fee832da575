// F-scores of one clip as published for LLP (spec: task-avvp section 8): of
// segments, and of events, which are maximal runs of segments. Classes that are
// neither predicted nor true don't count; a clip without any class scores 1.

/** Zero or one for every segment of every class, `[T, C]` row-major. */
export interface EventMap {
  readonly segments: number;
  readonly classes: number;
  readonly data: ArrayLike<number>;
}

/** What is heard and what is seen in one clip; both maps of one size. */
export interface ClipEvents {
  readonly audio: EventMap;
  readonly visual: EventMap;
}

/** F-scores in [0, 1]. */
export interface ClipScores {
  readonly audio: number;
  readonly visual: number;
  /** Of what is heard and seen at once. */
  readonly audioVisual: number;
  /** Of both modalities together, their hits and misses added up; published as Event@AV. */
  readonly event: number;
}

interface Counts {
  readonly hits: number;
  readonly misses: number;
  readonly falseAlarms: number;
}

/** One class of one clip: which segments are predicted, which are true. */
type Judge = (predicted: readonly boolean[], truth: readonly boolean[]) => Counts;

export function segmentScores(predicted: ClipEvents, truth: ClipEvents): ClipScores {
  return clipScores(predicted, truth, countSegments);
}

/** A run is found if another one covers at least half of what both cover together. */
export function eventScores(predicted: ClipEvents, truth: ClipEvents): ClipScores {
  return clipScores(predicted, truth, countRuns);
}

function clipScores(predicted: ClipEvents, truth: ClipEvents, judge: Judge): ClipScores {
  const classes = Array.from({ length: predicted.audio.classes }, (_, c) => {
    const [heard, seen] = [column(predicted.audio, c), column(predicted.visual, c)];
    const [sound, sight] = [column(truth.audio, c), column(truth.visual, c)];
    const audio = judge(heard, sound);
    const visual = judge(seen, sight);
    return {
      audio,
      visual,
      audioVisual: judge(both(heard, seen), both(sound, sight)),
      event: sum(audio, visual),
    };
  });
  const mean = (kind: keyof ClipScores): number => meanScore(classes.map((counts) => counts[kind]));
  return {
    audio: mean('audio'),
    visual: mean('visual'),
    audioVisual: mean('audioVisual'),
    event: mean('event'),
  };
}

/** A class that neither side has is left out. */
function meanScore(classes: readonly Counts[]): number {
  const present = classes.filter(({ hits, misses, falseAlarms }) => hits + misses + falseAlarms > 0);
  if (present.length === 0) return 1;
  const scores = present.map(
    ({ hits, misses, falseAlarms }) => (2 * hits) / (2 * hits + misses + falseAlarms),
  );
  return scores.reduce((total, score) => total + score, 0) / present.length;
}

function countSegments(predicted: readonly boolean[], truth: readonly boolean[]): Counts {
  const count = (test: (p: boolean, t: boolean) => boolean): number =>
    predicted.filter((p, i) => test(p, truth[i] ?? false)).length;
  return {
    hits: count((p, t) => p && t),
    misses: count((p, t) => !p && t),
    falseAlarms: count((p, t) => p && !t),
  };
}

function countRuns(predicted: readonly boolean[], truth: readonly boolean[]): Counts {
  const [claims, events] = [runsOf(predicted), runsOf(truth)];
  const hits = claims.filter((claim) => events.some((event) => overlaps(claim, event))).length;
  const found = events.filter((event) => claims.some((claim) => overlaps(claim, event))).length;
  return { hits, misses: events.length - found, falseAlarms: claims.length - hits };
}

/** Segments `start <= t < end`. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/** All maximal runs of true, in their order. */
export function runsOf(active: readonly boolean[]): Run[] {
  const starts = active.flatMap((on, t) => (on && !active[t - 1] ? [t] : []));
  return starts.map((start) => {
    const length = active.slice(start).indexOf(false);
    return { start, end: length < 0 ? active.length : start + length };
  });
}

/** Whether the intersection is at least half of the union; without a division, which would round. */
function overlaps(a: Run, b: Run): boolean {
  const shared = Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
  return 2 * shared >= a.end - a.start + (b.end - b.start) - shared;
}

/** All segments of one class. */
export function column({ segments, classes, data }: EventMap, index: number): boolean[] {
  return Array.from({ length: segments }, (_, t) => data[t * classes + index] === 1);
}

const both = (a: readonly boolean[], b: readonly boolean[]): boolean[] =>
  a.map((on, t) => on && b[t] === true);

const sum = (a: Counts, b: Counts): Counts => ({
  hits: a.hits + b.hits,
  misses: a.misses + b.misses,
  falseAlarms: a.falseAlarms + b.falseAlarms,
});
