// Stretches of whole seconds, drawn at random: when something is seen or heard.
import { SyntheticError } from './errors.ts';
import type { Random, Range } from './random.ts';

/** Whole seconds; `end` is the first second after it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * When something is seen: a random length (whole, both ends included) at a random place of the clip.
 * @throws {SyntheticError} SYNTHETIC_OPTION when not every length fits.
 */
export function visibleSpan(random: Random, seconds: number, visibleSeconds: Range): Span {
  requireLengths('visibleSeconds', visibleSeconds, seconds);
  const [low, high] = visibleSeconds;
  const length = random.integer(low, high);
  const start = random.integer(0, seconds - length);
  return { start, end: start + length };
}

/** What a sound's span must fulfil. */
export interface SoundSpanRules {
  /** Of the clip. */
  readonly seconds: number;
  /** Seconds that a sound is heard (whole, both ends included). */
  readonly audibleSeconds: Range;
  /** Least seconds that it shares with the sight. */
  readonly sharedSeconds: number;
}

/**
 * When something is heard: a random span that overlaps the `seen` one enough, without being the same.
 * @throws {SyntheticError} SYNTHETIC_OPTION when there is none, or when not every length fits.
 */
export function audibleSpan(random: Random, rules: SoundSpanRules, seen: Span): Span {
  const { seconds, audibleSeconds, sharedSeconds } = rules;
  requireLengths('audibleSeconds', audibleSeconds, seconds);
  const spans = allSpans(seconds, audibleSeconds).filter(
    (span) =>
      !(span.start === seen.start && span.end === seen.end) &&
      lengthOf(intersection(span, seen)) >= sharedSeconds,
  );
  if (spans.length === 0) {
    const [low, high] = audibleSeconds;
    const message = `No sound of ${low} to ${high} s can overlap an object seen from ${seen.start} to ${seen.end} s by ${sharedSeconds} s; raise visibleSeconds or audibleSeconds, or let them share less.`;
    throw new SyntheticError('SYNTHETIC_OPTION', message);
  }
  return random.pick(spans);
}

/** @throws {SyntheticError} SYNTHETIC_OPTION when not every length fits. */
export function requireLengths(option: string, [low, high]: Range, seconds: number): void {
  if (Number.isInteger(low) && Number.isInteger(high) && low >= 1 && low <= high && high <= seconds) return;
  const message = `The option ${option} is ${low} to ${high}; expected whole seconds within 1 to ${seconds}, the smaller one first.`;
  throw new SyntheticError('SYNTHETIC_OPTION', message);
}

/** Every span of the allowed lengths within the clip, short ones first. */
export function allSpans(seconds: number, [low, high]: Range): Span[] {
  const spans: Span[] = [];
  for (let length = low; length <= high; length++) {
    for (let start = 0; start + length <= seconds; start++) spans.push({ start, end: start + length });
  }
  return spans;
}

/** What both have in common; its length is zero where that is nothing. */
export function intersection(a: Span, b: Span): Span {
  return { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) };
}

export function lengthOf({ start, end }: Span): number {
  return Math.max(0, end - start);
}
