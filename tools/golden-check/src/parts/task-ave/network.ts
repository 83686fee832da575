// The whole network, in miniature or at the published size: outputs, what is on the way, and the loss terms.
import type { EntryKind } from '../../part.ts';
import { compareState, compareStored } from '../../run/compare.ts';
import { has } from '../../run/config.ts';
import { evaluate, type Tensors } from '../../run/evaluate.ts';
import { networkOf } from './build-network.ts';

export const network: EntryKind = {
  what: 'whole network',
  scope: 'network',
  fits: ({ config, raw }) => has(config, 'swin', 'htsat') && raw.optimizer === undefined,
  check: async (report) => {
    const { file } = report;
    const { network: model, forward } = networkOf(file);
    const computed = await evaluate(() => {
      const { tensors, terms } = forward({ training: file.mode === 'train' });
      const wanted = Object.entries(tensors).filter(([key]) => file.tensors.has(key));
      return { ...(Object.fromEntries(wanted) as Tensors), 'out.loss_terms': terms };
    });
    compareStored(report, computed);
    await compareState(report, model, 'buf.');
  },
};
