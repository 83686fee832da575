// Scores of a split: groups of four whatever the batches, rows by category, and the whole picture as an answer.
import { AvsMetric } from '@dg-sct/task-avs';
import { describe, expect, it } from 'vitest';
import type { PreparedSplit } from '../../prepare/dataset.ts';
import type { AvsExample } from './data.ts';
import { AvsTally, wholePictureScore } from './tally.ts';

const PIXELS = 4;

const example = (name: string, category: string): AvsExample => ({
  name,
  category,
  clip: { key: name, ids: [name], material: { kind: 'absent', reason: '' } },
});
const EXAMPLES = ['dog', 'cat', 'dog', 'cat', 'dog', 'cat'].map((category, i) => example(`${i}`, category));

/** Six clips of one frame each, of two by two pixels. */
const LOGITS = EXAMPLES.map((_, clip) => [3 - clip, 1, -1, clip - 3]);
const MASKS = EXAMPLES.map((_, clip) => [1, 0, clip % 2, 0]);

const arrays = (first: number, count: number) => {
  const shape = [count, 1, 2, 2];
  const part = (rows: readonly number[][]) => Float32Array.from(rows.slice(first, first + count).flat());
  return {
    outputs: { logits: { shape, data: part(LOGITS) } },
    targets: { masks: { shape, data: part(MASKS) } },
  };
};

describe('AvsTally', () => {
  const tallied = (batchSize: number) => {
    const tally = new AvsTally({ examples: EXAMPLES });
    for (let first = 0; first < EXAMPLES.length; first += batchSize) {
      const { outputs, targets } = arrays(first, Math.min(batchSize, EXAMPLES.length - first));
      tally.add(outputs, { targets });
    }
    return tally.result();
  };

  it('groups four clips, whatever the batches', () => {
    const metric = new AvsMetric();
    for (const [first, count] of [
      [0, 4],
      [4, 2],
    ] as const) {
      const { outputs, targets } = arrays(first, count);
      metric.add(outputs, targets);
    }
    const expected = metric.result();
    for (const batchSize of [1, 2, 3, 6]) {
      const { score, rows } = tallied(batchSize);
      expect(score).toEqual({ name: 'M_J', value: expected.M_J });
      expect(Object.fromEntries(rows.slice(0, 4).map(({ name, percent }) => [name, percent]))).toEqual(
        expected,
      );
    }
    expect(expected.M_F).not.toBeCloseTo(expected.clipM_F, 3);
  });

  it('counts pixels that sound and that were said to', () => {
    const pixels = LOGITS.flatMap((logits, clip) =>
      logits.map((logit, i) => [MASKS[clip]?.[i] ?? 0, logit > 0 ? 1 : 0] as const),
    );
    const count = (truth: number, answer: number): number =>
      pixels.filter(([a, b]) => a === truth && b === answer).length;
    const [{ counts } = { counts: [] }] = tallied(4).confusions;
    expect(counts).toEqual([count(0, 0), count(0, 1), count(1, 0), count(1, 1)]);
  });

  it('has M_J of each category, and a sentence', () => {
    const { rows, summary } = tallied(2);
    const clipIous = LOGITS.map((logits, clip) => {
      const mask = MASKS[clip] ?? [];
      const both = logits.filter((logit, i) => logit > 0 && mask[i] === 1).length;
      return (100 * both) / logits.filter((logit, i) => logit > 0 || mask[i] === 1).length;
    });
    const mean = (parity: number): number =>
      clipIous.filter((_, clip) => clip % 2 === parity).reduce((sum, iou) => sum + iou / 3, 0);
    expect(rows.slice(4)).toEqual([
      { name: 'cat', percent: expect.closeTo(mean(1), 4) as number, count: 3, unit: 'clips, M_J' },
      { name: 'dog', percent: expect.closeTo(mean(0), 4) as number, count: 3, unit: 'clips, M_J' },
    ]);
    expect(summary('test')).toMatch(/^M_J on test: [\d.]+ %, M_F: [\d.]+ %, of 6 clips$/);
  });
});

it('who answers with the whole picture gets the share that sounds', async () => {
  const split = {
    examples: EXAMPLES,
    read: (index: number) =>
      Promise.resolve({
        masks: { dtype: 'U8', shape: [1, 2, 2], data: Uint8Array.from(MASKS[index] ?? []) },
      }),
  };
  const share = MASKS.map((mask) => mask.reduce((sum, value) => sum + value, 0) / PIXELS);
  const groups = [share.slice(0, 4), share.slice(4)].map(
    (group) => group.reduce((sum, value) => sum + value, 0) / group.length,
  );
  expect(await wholePictureScore(split as unknown as PreparedSplit<AvsExample>)).toBeCloseTo(
    (100 * ((groups[0] ?? 0) + (groups[1] ?? 0))) / 2,
    4,
  );
});
