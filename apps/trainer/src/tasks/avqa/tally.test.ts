// Which answers are counted, from logits made up by hand: those that decoding puts first.
import type { HostArrays } from '@dg-sct/task';
import { AvqaMetric, decodeAvqa, REPEATED_QUESTION } from '@dg-sct/task-avqa';
import { expect, it } from 'vitest';
import { avqaTally } from './tally.ts';

const ANSWERS = ['yes', 'no', 'two'];
const LOGITS = [
  [0, 1, 3],
  [2, 5, 5], // as much for one as for another: the first of them
  [1, 1, 1],
  [-9, -1, -4],
  [7, 0, 0],
];
const TRUTHS = [2, 2, 0, 0, 1];
const TYPES = [0, 0, 1, 1, REPEATED_QUESTION];

const [rows, columns] = [LOGITS.length, ANSWERS.length];
const outputs: HostArrays = {
  answers: { shape: [rows, columns], data: Float32Array.from(LOGITS.flat()) },
  visualAttention: { shape: [rows, 1], data: new Float32Array(rows).fill(1) },
  audioAttention: { shape: [rows, 1], data: new Float32Array(rows).fill(1) },
};
const targets: HostArrays = {
  answer: { shape: [rows], data: Int32Array.from(TRUTHS) },
  type: { shape: [rows], data: Int32Array.from(TYPES) },
};

it('counts the answers that decoding puts first, and no question that fills a batch up', () => {
  const answered = decodeAvqa(outputs, ANSWERS).map(({ answer }) => ANSWERS.indexOf(answer));
  expect(answered).toEqual([2, 1, 0, 1, 0]);

  const tally = avqaTally({ head: { answers: ANSWERS, metric: () => new AvqaMetric() } });
  tally.add(outputs, { inputs: {}, targets, names: [] });
  const { score, confusions } = tally.result();
  const counts = new Array<number>(columns ** 2).fill(0);
  for (const [i, truth] of TRUTHS.slice(0, 4).entries()) {
    const cell = truth * columns + (answered[i] ?? Number.NaN);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  expect(confusions).toEqual([{ names: ANSWERS, unit: 'questions', counts }]);
  expect(score).toEqual({ name: 'accuracy', value: 50 });
});
