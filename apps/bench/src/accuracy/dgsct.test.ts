// Reading what `dgsct eval` prints.
import { expect, it } from 'vitest';
import { scoresIn } from './dgsct.ts';

it('takes the rows with a percentage, and no other line', () => {
  const printed =
    'segments        81.2 %  of 400 segments\nevents, clips  7.0 %  of 40 clips\n\n81.2 % right\n';
  expect(scoresIn(printed)).toEqual([
    { metric: 'segments', percent: 81.2 },
    { metric: 'events, clips', percent: 7 },
  ]);
});
