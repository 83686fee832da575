// Reading what `dgsct eval` prints.
import { expect, it } from 'vitest';
import { evaluationIn } from './dgsct.ts';

it.each([
  ['accuracy on test: 81.25 % of 400 seconds', 'accuracy', 81.25],
  ['Type@AV on val: segments 57.10 %, events 50.50 %, of 40 clips', 'Type@AV', 57.1],
])('takes the rows, and the first figure of %j', (last, metric, percent) => {
  const printed = `Race car    81.2 %  of 400 seconds\nbackground   7.0 %  of 40 seconds\n${last}\n`;
  expect(evaluationIn(printed)).toEqual({
    summary: { metric, percent },
    rows: [
      { metric: 'Race car', percent: 81.2 },
      { metric: 'background', percent: 7 },
    ],
  });
});

it('refuses an end without a figure', () => {
  expect(() => evaluationIn('done\n')).toThrow('must end with a figure but printed "done"');
});
