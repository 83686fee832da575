// `bench engine`: single operations and a stack of blocks.
import { nameOf } from '../contest/contest.ts';
import { contestReport } from '../contest/records.ts';
import { COMPARED, PEERS, runContests } from '../contest/run.ts';
import type { Suite } from '../suite.ts';
import { ENGINE_CASES } from './cases/index.ts';

/** One of each kind, without a name. */
const QUICK_CASES = ['call', 'matmul-1024', 'gelu', 'blocks'];

export const ENGINE: Suite = {
  name: 'engine',
  about: 'operations and transformer blocks, against PyTorch and the other backends of tfjs',
  peers: PEERS,
  cases: ENGINE_CASES.map(nameOf),
  isDefault: true,
  run: async (options) => {
    const results = await runContests(ENGINE_CASES, PEERS, {
      ...(options.quick && { cases: QUICK_CASES }),
      ...options,
    });
    return contestReport('engine', 'Engine', results, COMPARED);
  },
};
