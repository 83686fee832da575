// The whole network in evaluation, in miniature or at the published size.
import { EVAL } from '@dg-sct/nn';
import type { EntryKind } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';
import { has } from '../../run/config.ts';
import { evaluate, type Tensors } from '../../run/evaluate.ts';
import { networkOf } from './build-network.ts';

export const network: EntryKind = {
  what: 'whole network',
  scope: 'network',
  fits: ({ config, mode }) => has(config, 'swin', 'htsat') && mode === 'eval',
  check: async (report) => {
    const { forward } = networkOf(report.file);
    const computed = await evaluate(() => {
      const { tensors, terms } = forward(EVAL);
      const wanted = Object.entries(tensors).filter(([key]) => report.file.tensors.has(key));
      return { ...(Object.fromEntries(wanted) as Tensors), 'out.loss_terms': terms };
    });
    compareStored(report, computed);
  },
};
