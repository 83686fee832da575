// `bench soak`: whether a training that goes on and on holds more and more, or gets slower.
import { tableOf } from '../report/section.ts';
import { memory, percent } from '../report/units.ts';
import type { Suite } from '../suite.ts';
import { type Held, measureGrowth } from './measure.ts';

const FULL = { warmUp: 500, steps: 2000 };
const QUICK = { warmUp: 5, steps: 20 };

export const SOAK: Suite = {
  name: 'soak',
  about: 'what a training of ave-tiny holds after 500 steps, and after 2,000 more',
  peers: [],
  cases: ['soak'],
  isDefault: false,
  run: async ({ quick, say }) => {
    const { warmUp, steps } = quick ? QUICK : FULL;
    say(`soak: ${warmUp + steps} steps`);
    const { before, after } = measureGrowth(warmUp, steps);
    const growth = after.bytes / before.bytes - 1;
    const row = (at: number, { bytes, tensors, handles, stepsPerSecond }: Held, more: string): string[] => [
      `${at}`,
      memory(bytes),
      more,
      `${tensors}`,
      `${handles}`,
      stepsPerSecond.toFixed(2),
    ];
    const table = tableOf(
      ['after steps', 'resident', 'growth', 'tensors', 'open files', 'steps/s'],
      [row(warmUp, before, ''), row(warmUp + steps, after, percent(growth))],
    );
    return {
      cases: [{ suite: 'soak', name: 'soak', steps, before, after, growth }],
      sections: [
        {
          title: 'Soak',
          table,
          notes: [
            'The network of the preset ave-tiny, one clip to a step, garbage collected; steps/s by the median of up to 200 steps before.',
          ],
        },
      ],
    };
  },
};
