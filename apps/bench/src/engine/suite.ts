// `bench engine`: single operations and a stack of blocks.
import { nameOf } from '../contest/contest.ts';
import { contestSection, recordsOf } from '../contest/records.ts';
import { COMPARED, PEERS, runContests } from '../contest/run.ts';
import type { Suite } from '../suite.ts';
import { ENGINE_CASES } from './cases/index.ts';

export const ENGINE: Suite = {
  name: 'engine',
  about: 'operations and transformer blocks, against PyTorch and the other backends of tfjs',
  peers: PEERS,
  cases: ENGINE_CASES.map(nameOf),
  isDefault: true,
  run: async (options) => {
    const results = await runContests(ENGINE_CASES, PEERS, options);
    const records = recordsOf('engine', results, COMPARED);
    return { cases: records, sections: [contestSection('engine', 'Engine', results, records)] };
  },
};
