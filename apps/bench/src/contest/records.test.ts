// What is reported of a contest.
import { describe, expect, it } from 'vitest';
import { terminalText } from '../report/terminal.ts';
import { spreadOf } from '../statistics/spread.ts';
import type { CaseResult } from './contest.ts';
import { contestReport, contestSection, recordsOf } from './records.ts';

const MEASURED: CaseResult = {
  name: 'blocks',
  results: [
    {
      contestant: 'onnxruntime',
      version: 'onnxruntime-node 1',
      seconds: spreadOf([4, 5, 6]),
      peakBytes: 2 ** 30,
      setUpSeconds: 3,
    },
    {
      contestant: 'pytorch',
      version: 'torch 2',
      seconds: spreadOf([10]),
      peakBytes: 2 ** 31,
      setUpSeconds: 2,
    },
  ],
  leftOut: [{ contestant: 'tfjs-node', reason: 'it is not installed' }],
  flops: 100,
};

describe('records', () => {
  it('ratios are ours over theirs; the share is of the peak', () => {
    expect(recordsOf('engine', [MEASURED], 'onnxruntime', 40)).toMatchObject([
      {
        suite: 'engine',
        name: 'blocks',
        seconds: 5,
        spread: { median: 5, low: 4.5, high: 5.5, count: 3 },
        peakBytes: 2 ** 30,
        ratios: { pytorch: { time: 0.5, memory: 0.5 } },
        flops: 100,
        shareOfPeak: 0.5,
      },
    ]);
  });

  it('a case that we could not take part in has none', () => {
    expect(recordsOf('engine', [{ ...MEASURED, results: MEASURED.results.slice(1) }], 'onnxruntime')).toEqual(
      [],
    );
  });

  it('the section has a line for each contestant, and says who was left out', () => {
    const records = recordsOf('engine', [MEASURED], 'onnxruntime', 40);
    expect(terminalText([contestSection('engine', 'Engine', [MEASURED], records)]).split('\n')).toEqual([
      'Engine',
      '',
      'case    contestant                           step      peak  set-up  time ratio  memory ratio  of peak',
      'blocks  onnxruntime     5.00 s (4.50 s to 5.50 s)  1.00 GiB   3.0 s                               50 %',
      '        pytorch      10.00 s (10.00 s to 10.00 s)  2.00 GiB   2.0 s        0.50          0.50',
      'Median (quartiles) of a step; the most memory that a process held; ratios are ours divided by theirs.',
      'onnxruntime is onnxruntime-node 1, pytorch is torch 2',
      'without tfjs-node: it is not installed',
      '',
    ]);
  });

  it('a case in which contestants disagreed is named and not told, the others are', () => {
    const disagreement = 'chain: onnxruntime and pytorch must compute the same but differ by 1e-1';
    const refused = { name: 'chain', results: [], leftOut: [], disagreement };
    const report = contestReport('engine', 'Engine', [MEASURED, refused], 'onnxruntime');
    expect(report.cases.map(({ name }) => name)).toEqual(['blocks']);
    expect(report.disagreements).toEqual([disagreement]);
    expect(terminalText(report.sections)).toContain(`not told: ${disagreement}`);
  });

  it('the section says where there was nobody to compare with', () => {
    const alone = {
      ...MEASURED,
      name: 'large',
      results: MEASURED.results.slice(0, 1),
      leftOut: [],
      alone: true,
    };
    const records = recordsOf('step', [MEASURED, alone], 'onnxruntime');
    const lines = terminalText([contestSection('step', 'Step', [MEASURED, alone], records)]).split('\n');
    expect(lines).toContain(
      'large   onnxruntime     5.00 s (4.50 s to 5.50 s)  1.00 GiB   3.0 s     no peer       no peer',
    );
    expect(lines).toContain('large: measured alone, no peer has it');
    expect(lines).toContain('blocks: without tfjs-node: it is not installed');
  });
});
