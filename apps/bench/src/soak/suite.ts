// `bench soak`: whether a training that goes on and on holds more and more memory.
import { tableOf } from '../report/section.ts';
import { memory, percent } from '../report/units.ts';
import type { Suite } from '../suite.ts';
import { measureGrowth } from './measure.ts';

const FULL = { warmUp: 500, steps: 2000 };
const QUICK = { warmUp: 5, steps: 20 };

export const SOAK: Suite = {
  name: 'soak',
  about: 'memory after 500 steps of a small training, and after 2,000 more',
  peers: [],
  cases: ['soak'],
  isDefault: false,
  run: async ({ quick, say }) => {
    const { warmUp, steps } = quick ? QUICK : FULL;
    say(`soak: ${warmUp + steps} steps`);
    const { before, after } = measureGrowth(warmUp, steps);
    const growth = after / before - 1;
    const table = tableOf(
      ['steps', 'resident before', 'after', 'growth'],
      [[`${steps}`, memory(before), memory(after), percent(growth)]],
    );
    return {
      cases: [{ suite: 'soak', name: 'soak', steps, before, after, growth }],
      sections: [
        {
          title: 'Soak',
          table,
          notes: [
            `Two small transformer blocks; resident after ${warmUp} steps and after the steps behind them, garbage collected.`,
          ],
        },
      ],
    };
  },
};
