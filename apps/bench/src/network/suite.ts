// `bench step` and `bench infer`: the AVE network against the same network in PyTorch, and against what the machine's
// matrix products can do; of `step` the other tasks' networks against the latter alone.
import type { BenchCase } from '../contest/case.ts';
import { nameOf } from '../contest/contest.ts';
import { contestReport } from '../contest/records.ts';
import { COMPARED, INT8, PEERS, runContests } from '../contest/run.ts';
import { MATMULS } from '../engine/cases/matmul.ts';
import type { Suite } from '../suite.ts';
import { INFER_CASES, STEP_CASES } from './cases.ts';

/** Those that compute the network's step fast enough to wait for. */
const NETWORK_PEERS = PEERS.filter((name) => !name.startsWith('tfjs-'));

/** What is left of them where nobody is named: torch.compile takes minutes. */
const QUICK_PEERS = NETWORK_PEERS.filter((name) => name !== 'torch-compile');

function networkSuite(
  name: string,
  title: string,
  about: string,
  cases: readonly BenchCase<object>[],
  own: readonly string[] = [],
): Suite {
  const networkPeers = [...NETWORK_PEERS, ...own];
  return {
    name,
    about,
    peers: networkPeers,
    cases: cases.map(nameOf),
    isDefault: true,
    run: async (options, peakFlops) => {
      const { quick } = options;
      const peak = await peakFlops();
      const isQuick = (entry: BenchCase<object>): boolean => entry === cases[0] || entry.alone === true;
      const entries = quick && options.cases === undefined ? cases.filter(isQuick) : cases;
      const peers = quick && options.peers === undefined ? [...QUICK_PEERS, ...own] : networkPeers;
      const results = await runContests(entries, peers, {
        ...options,
        rounds: options.rounds ?? (quick ? 1 : 3),
      });
      const report = contestReport(name, title, results, COMPARED, peak);
      const gigaflops = (peak / 1e9).toFixed(0);
      const notes = [
        `The peak is ${gigaflops} GFLOP/s, the fastest of the products ${MATMULS.map(nameOf).join(', ')} in any contestant; ` +
          'the share counts the products that our graph has.',
      ];
      const sections = report.sections.map((section) => ({
        ...section,
        notes: [...section.notes, ...notes],
      }));
      return { ...report, sections };
    },
  };
}

export const STEP = networkSuite(
  'step',
  'Training step',
  'forward, backward and Adam: the AVE network, against the same network in PyTorch, and those of the other tasks',
  STEP_CASES,
);

export const INFER = networkSuite(
  'infer',
  'Inference',
  'forward pass of the AVE network, against the same network in PyTorch',
  INFER_CASES,
  [INT8],
);
