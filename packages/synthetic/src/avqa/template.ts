// What a template of a question is: the published wording, and every way in
// which a performance fills its slots with an answer beyond doubt.
import type { Performance } from './performance.ts';

/** What fills the slots, left to right, and what is then true. */
export interface Case {
  readonly values: readonly string[];
  readonly answer: string;
}

export interface Template {
  readonly modality: 'Audio' | 'Visual' | 'Audio-Visual';
  readonly kind: 'Counting' | 'Comparative' | 'Location' | 'Existential' | 'Temporal';
  /** As published, with trailing spaces and full-width marks. */
  readonly content: string;
  /** All answers that `cases` can give. */
  readonly answers: readonly string[];
  /** None where the question would be open to doubt. */
  cases(performance: Performance): Case[];
}

export const YES_NO: readonly string[] = ['yes', 'no'];
const COUNTS: readonly string[] = ['zero', 'one', 'two', 'three', 'four'];

/** The words for `low ... high`. */
export const counts = (low: number, high: number): readonly string[] => COUNTS.slice(low, high + 1);

/** The word for a small number. */
export function countWord(count: number): string {
  const word = COUNTS[count];
  if (word === undefined) throw new RangeError(`No clip holds ${count} of anything.`);
  return word;
}

export const answered = (answer: string, ...values: string[]): Case => ({ values, answer });

export const yesOrNo = (truth: boolean, ...values: string[]): Case =>
  answered(truth ? 'yes' : 'no', ...values);

/** Whether it is there, of each that is and each that is not. */
export const presence = (there: readonly string[], absent: readonly string[]): Case[] => [
  ...there.map((name) => yesOrNo(true, name)),
  ...absent.map((name) => yesOrNo(false, name)),
];

/** Whether both are there, of pairs where they are and pairs where one of them is not. */
export const jointPresence = (there: readonly string[], absent: readonly string[]): Case[] => [
  ...orderedPairs(there).map((pair) => yesOrNo(true, ...pair)),
  ...mixedPairs(there, absent).map((pair) => yesOrNo(false, ...pair)),
];

/** Every two different items, in both orders. */
export const orderedPairs = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((a) => items.filter((b) => b !== a).map((b): [T, T] => [a, b]));

/** Every item of one list with every item of another, in both orders. */
const mixedPairs = <T>(some: readonly T[], others: readonly T[]): [T, T][] => [
  ...some.flatMap((a) => others.map((b): [T, T] => [a, b])),
  ...others.flatMap((a) => some.map((b): [T, T] => [a, b])),
];

/** The first list that holds something: near misses rather than names that nobody would think of. */
export const nearest = (...lists: (readonly string[])[]): readonly string[] =>
  lists.find((list) => list.length > 0) ?? [];
