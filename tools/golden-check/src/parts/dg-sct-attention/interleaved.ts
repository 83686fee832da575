// Two encoders with all layers between them, up to the pooled features.
import { DualEncoder } from '@dg-sct/dg-sct-attention';
import { fillModule } from '@dg-sct/goldens';
import type { EntryKind } from '../../part.ts';
import { compareState, compareStored } from '../../run/compare.ts';
import { has } from '../../run/config.ts';
import { evaluate } from '../../run/evaluate.ts';
import { Recording } from '../../run/record.ts';
import { adaptersOf, encodersOf, inputsOf } from './encoders.ts';
import { intermediates } from './intermediates.ts';

export const interleaved: EntryKind = {
  what: 'two encoders with layers between them',
  scope: 'network',
  fits: ({ config }) => has(config, 'swin', 'htsat'),
  check: async (report) => {
    const { file } = report;
    const encoders = encodersOf(file.config);
    const network = new DualEncoder({ ...encoders, adapters: adaptersOf(file.config) });
    fillModule(network, file.prefix);
    const recording = new Recording(network);
    const context = { training: file.mode === 'train' };
    const computed = await evaluate(() => {
      const features = network.forward(inputsOf(file, encoders.audio), context, { collect: true });
      return intermediates(recording, encoders, features);
    });
    compareStored(report, computed);
    await compareState(report, network, 'buf.');
  },
};
