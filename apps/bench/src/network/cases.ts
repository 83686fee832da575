// The cases of `step` and `infer`: the tiny and the published network, with one clip and with two; of `step` those of the
// other tasks' networks besides, with one clip and without a peer.
import type { BenchCase } from '../contest/case.ts';
import { prepareInference, prepareStep } from './passes.ts';
import { AVE_MINIATURE, AVE_PAPER, AVE_TINY, type AveSizes } from './sizes.ts';
import { prepareTaskStep } from './task-networks.ts';
import {
  AVQA_MINIATURE,
  AVQA_PAPER,
  AVS_MS3_MINIATURE,
  AVS_MS3_PAPER,
  AVS_S4_MINIATURE,
  AVS_S4_PAPER,
  AVVP_MINIATURE,
  AVVP_PAPER,
  GROUNDING_MINIATURE,
  GROUNDING_PAPER,
  type TaskSizes,
} from './task-sizes.ts';

const GIB = 2 ** 30;

interface Network {
  readonly name: string;
  readonly full: AveSizes;
  readonly tiny: AveSizes;
  /** What a process takes with one clip and with two; absent: little. */
  readonly stepBytes?: readonly [number, number];
  readonly inferBytes?: readonly [number, number];
  /** Whether rounding decides some gradients of a training step. */
  readonly isDeep?: boolean;
}

/**
 * The gradient of a gate is what is left when most of 4.4 million products cancel, and rounding in front of a ReLU opens or closes it:
 * of the largest number, float32 differs from float64 by 1e-4 here and by 1e-2 in PyTorch, where long sums go in one line.
 */
const DEEP = { fullTolerance: 1e-2, roundingOfOthers: 5e-2 };

const NETWORKS: readonly Network[] = [
  { name: 'ave-tiny', full: AVE_TINY, tiny: AVE_TINY },
  {
    name: 'ave-paper',
    full: AVE_PAPER,
    tiny: AVE_MINIATURE,
    stepBytes: [13 * GIB, 20 * GIB],
    inferBytes: [5 * GIB, 6 * GIB],
    isDeep: true,
  },
];

/** Names end in the number of clips where there are several. */
function casesOf(
  suite: string,
  about: string,
  bytes: (network: Network) => readonly [number, number] | undefined,
  roundingOf: (network: Network) => Partial<typeof DEEP>,
  prepare: BenchCase<AveSizes>['prepare'],
): BenchCase<AveSizes>[] {
  return NETWORKS.flatMap((network) =>
    [1, 2].map((clips) => {
      const heavyBytes = bytes(network)?.[clips - 1];
      return {
        id: `${suite}/${network.name}${clips === 1 ? '' : `-${clips}-clips`}`,
        about: `${about}, ${network.name}, ${clips === 1 ? 'one clip' : `${clips} clips`} of 10 s`,
        sizes: { full: { ...network.full, clips }, tiny: { ...network.tiny, clips } },
        ...(heavyBytes === undefined ? {} : { heavyBytes }),
        ...roundingOf(network),
        countsFlops: true,
        prepare,
      };
    }),
  );
}

const STEP = 'forward, backward, Adam';

const AVE_STEP_CASES = casesOf(
  'step',
  STEP,
  ({ stepBytes }) => stepBytes,
  ({ isDeep }) => (isDeep ? DEEP : {}),
  prepareStep,
);

export const INFER_CASES = casesOf(
  'infer',
  'forward',
  ({ inferBytes }) => inferBytes,
  () => ({}),
  prepareInference,
);

/** `gib`: what a process of the published network takes; of question answering and its first stage not measured yet. */
const taskCase = (name: string, full: TaskSizes, tiny: TaskSizes, gib: number): BenchCase<TaskSizes> => ({
  id: `step/${name}`,
  about: `${STEP}, ${name}, one clip of ${full.segments} s`,
  sizes: { full, tiny },
  heavyBytes: gib * GIB,
  countsFlops: true,
  alone: true,
  prepare: prepareTaskStep,
});

export const STEP_CASES: readonly BenchCase<object>[] = [
  ...AVE_STEP_CASES,
  taskCase('avvp-paper', AVVP_PAPER, AVVP_MINIATURE, 18),
  taskCase('avs-s4-paper', AVS_S4_PAPER, AVS_S4_MINIATURE, 14),
  taskCase('avs-ms3-paper', AVS_MS3_PAPER, AVS_MS3_MINIATURE, 15),
  taskCase('avqa-paper', AVQA_PAPER, AVQA_MINIATURE, 18),
  taskCase('avqa-grounding-paper', GROUNDING_PAPER, GROUNDING_MINIATURE, 8),
];
