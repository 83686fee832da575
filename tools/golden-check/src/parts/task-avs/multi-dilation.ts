// The multi-dilation layer, which checkpoints hold and nothing calls.
import { fillModule } from '@dg-sct/goldens';
import { MultiDilation } from '@dg-sct/task-avs';
import type { EntryKind } from '../../part.ts';
import { has, numberIn, numbersIn } from '../../run/config.ts';
import { prefixOf } from './entry.ts';
import { channelsFirst, channelsLast } from './layout.ts';
import { checkRun } from './run.ts';

export const multiDilation: EntryKind = {
  what: 'multi-dilation layer',
  scope: 'module',
  fits: ({ config }) => has(config, 'input_channel', 'NoLabels', 'dilations'),
  check: async (report) => {
    const { config } = report.file;
    const [inputs, outputs] = [numberIn(config, 'input_channel'), numberIn(config, 'NoLabels')];
    const layer = new MultiDilation(inputs, outputs, numbersIn(config, 'dilations'));
    await checkRun(report, {
      name: '',
      module: fillModule(layer, prefixOf(report.file, '')),
      inputs: ['x'],
      forward: (input) => ({ y: channelsFirst(layer.forward(channelsLast(input('x')))) }),
    });
  },
};
