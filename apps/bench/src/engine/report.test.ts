// The two forms of the results.
import { expect, it } from 'vitest';
import type { CaseResult } from './contest.ts';
import { median } from './median.ts';
import { summarize, table } from './report.ts';

const MEASURED: CaseResult = {
  name: 'blocks',
  results: [
    { contestant: 'onnxruntime', seconds: 5, peakBytes: 2 ** 30, setUpSeconds: 3 },
    { contestant: 'pytorch', seconds: 10, peakBytes: 2 ** 31, setUpSeconds: 2 },
  ],
  leftOut: [{ contestant: 'tfjs-node', reason: 'it is not installed' }],
};

it('ratios are ours over theirs', () => {
  expect(summarize([MEASURED], 'onnxruntime')).toEqual([
    { name: 'blocks', seconds: 5, peakBytes: 2 ** 30, ratios: { pytorch: { time: 0.5, memory: 0.5 } } },
  ]);
});

it('a case that we could not take part in has no summary', () => {
  expect(summarize([{ ...MEASURED, results: MEASURED.results.slice(1) }], 'onnxruntime')).toEqual([]);
});

it('the table has a line for each contestant', () => {
  expect(table([MEASURED]).split('\n')).toEqual([
    'case    contestant      step     peak  set-up  time ratio  memory ratio',
    'blocks  onnxruntime   5.00 s  1024 MB   3.0 s',
    '        pytorch      10.00 s  2048 MB   2.0 s        0.50          0.50',
    '',
  ]);
});

it('median', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, Number.NaN]);
});
