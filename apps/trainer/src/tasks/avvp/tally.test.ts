import { describe, expect, it } from 'vitest';
import type { Absence } from '../data.ts';
import type { AvvpExample } from './data.ts';
import { avvpTally, mostFrequentScore } from './tally.ts';

const material: Absence = { kind: 'absent', reason: '' };

/** An example of two classes and two seconds. */
const example = (
  labels: readonly number[],
  audio?: readonly number[],
  visual?: readonly number[],
): AvvpExample => ({
  name: 'clip',
  clip: { key: 'clip', ids: [], material },
  labels: Uint8Array.from(labels),
  ...(audio && visual ? { events: { audio: Uint8Array.from(audio), visual: Uint8Array.from(visual) } } : {}),
});

describe('mostFrequentScore', () => {
  const train = { classes: ['Bell', 'Horn'], examples: [example([1, 0]), example([0, 1]), example([0, 1])] };

  it('is that of the event of most training clips, heard and seen all the time', () => {
    // Heard in one second of two: 2 / 3. Seen in both: 1. Both in one: 2 / 3.
    const right = example([0, 1], [0, 1, 0, 0], [0, 1, 0, 1]);
    expect(mostFrequentScore(train, { examples: [right] })).toBeCloseTo((100 * (2 / 3 + 1 + 2 / 3)) / 3);
    // The bell is missed and the horn is a false alarm.
    const wrong = example([1, 0], [1, 0, 1, 0], [1, 0, 1, 0]);
    expect(mostFrequentScore(train, { examples: [wrong] })).toBe(0);
    expect(mostFrequentScore(train, { examples: [right, wrong] })).toBeCloseTo(
      (50 * (2 / 3 + 1 + 2 / 3)) / 3,
    );
  });
});

it('avvpTally gives the ten published scores in their order, of so many clips', () => {
  const tally = avvpTally({ head: { classes: ['Bell', 'Horn'] } });
  const map = (...values: number[]) => ({ shape: [1, 2, 2], data: Float32Array.from(values) });
  const targets = { audio: map(0, 1, 0, 0), visual: map(0, 1, 0, 1) };
  // The horn takes place; it is heard in both seconds and seen in the first.
  const outputs = {
    clip: { shape: [1, 2], data: Float32Array.of(0.2, 0.5) },
    audioSegments: map(1, 0.6, 1, 0.5),
    visualSegments: map(1, 0.7, 1, 0.3),
  };
  tally.add(outputs, { inputs: {}, targets, names: ['clip'] });
  const { score, rows, byClass, confusions, summary } = tally.result();
  const percents = [2 / 3, 2 / 3, 1, (2 / 3 + 2 / 3 + 1) / 3, 2 / 3];
  expect(rows.map(({ name }) => name)).toEqual(
    ['segment', 'event'].flatMap((level) =>
      ['A', 'V', 'AV', 'Type', 'Event'].map((kind) => `${level} ${kind}`),
    ),
  );
  expect(rows.slice(0, 5).map(({ percent }) => percent)).toEqual(
    percents.map((value) => expect.closeTo(100 * value, 6) as number),
  );
  expect(rows.map(({ count, unit }) => `${count} ${unit}`)).toEqual(Array(10).fill('1 clips'));
  expect(score).toEqual({ name: 'segmentType', value: rows[3]?.percent });
  expect(summary('val')).toBe('segment Type on val: 77.78 % of 1 clips');
  // Of two events in two seconds: the horn is heard in both where it sounds in one, and seen in one where it is in both.
  expect(confusions.map(({ title, counts }) => [title, counts])).toEqual([
    ['heard', [2, 1, 0, 1]],
    ['seen', [2, 0, 1, 1]],
  ]);
  // Two hits of the horn, one false alarm and one miss; nothing to say of the bell.
  expect(byClass?.rows).toEqual([
    { name: 'Bell', percent: Number.NaN, count: 0, unit: 's' },
    { name: 'Horn', percent: (100 * 2) / 3, count: 3, unit: 's' },
  ]);
});
