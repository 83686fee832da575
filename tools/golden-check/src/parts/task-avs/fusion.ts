// A residual unit and fusion blocks with one and two inputs; what the reference's first ReLU, which works in place,
// leaves in the tensors that it was given.
import { fillModule } from '@dg-sct/goldens';
import { FusionBlock, ResidualUnit } from '@dg-sct/task-avs';
import type { EntryKind } from '../../part.ts';
import { has, numberIn } from '../../run/config.ts';
import { Recording } from '../../run/record.ts';
import { prefixOf } from './entry.ts';
import { channelsFirst, channelsLast } from './layout.ts';
import { checkRun } from './run.ts';

export const fusion: EntryKind = {
  what: 'fusion blocks',
  scope: 'module',
  fits: ({ config, tensors }) => has(config, 'features') && tensors.has('rcu.out'),
  check: async (report) => {
    const { file } = report;
    const dim = numberIn(file.config, 'features');
    const unit = fillModule(new ResidualUnit(dim), prefixOf(file, 'rcu'));
    await checkRun(report, {
      name: 'rcu',
      module: unit,
      inputs: ['x1'],
      forward: (input) => ({
        out: channelsFirst(unit.forward(channelsLast(input('x1')))),
        x_after: input('x1').relu(),
      }),
    });
    const blocks = [...file.tensors.keys()].flatMap((key) => /^(path\d)\.out$/.exec(key)?.[1] ?? []);
    for (const name of blocks) {
      const block = fillModule(new FusionBlock(dim), prefixOf(file, name));
      const recording = new Recording(block);
      const joins = file.tensors.has(`${name}.x1_after`);
      const after = (unitName: string) => channelsFirst(recording.input(unitName).relu());
      await checkRun(report, {
        name,
        module: block,
        inputs: joins ? ['x0', 'x1'] : ['x0'],
        forward: (input) => ({
          out: channelsFirst(
            block.forward(channelsLast(input('x0')), ...(joins ? [channelsLast(input('x1'))] : [])),
          ),
          x0_after: after('resConfUnit2'),
          ...(joins ? { x1_after: after('resConfUnit1') } : {}),
        }),
      });
    }
  },
};
