// `bench start`: the first call of a compiled training step.
import { tableOf } from '../report/section.ts';
import { duration } from '../report/units.ts';
import type { Suite } from '../suite.ts';
import { measureStart } from './measure.ts';

export const START: Suite = {
  name: 'start',
  about: 'the first call of a compiled step of 10,000 nodes, with and without the graph on disk',
  peers: [],
  cases: ['cold', 'cached'],
  isDefault: false,
  run: async ({ quick, rounds = quick ? 1 : 3, say }) => {
    const layers = quick ? 4 : 160;
    const results = measureStart({ layers, rounds, say });
    const rows = results.map(({ name, seconds, traceSeconds }) => [
      name,
      duration(seconds),
      duration(traceSeconds),
    ]);
    return {
      cases: results.map((result) => ({ suite: 'start', ...result })),
      sections: [
        {
          title: 'Start',
          table: tableOf(['<graph', 'first call', 'of which tracing'], rows),
          notes: [
            `${layers} layers of small mixed operations with their gradients, in a fresh process each.`,
          ],
        },
      ],
    };
  },
};
