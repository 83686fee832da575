// The cases of `step` and `infer`: the tiny and the published network, with one clip and with two.
import type { BenchCase } from '../contest/case.ts';
import { prepareInference, prepareStep } from './passes.ts';
import { AVE_MINIATURE, AVE_PAPER, AVE_TINY, type AveSizes } from './sizes.ts';

const GIB = 2 ** 30;

interface Network {
  readonly name: string;
  readonly full: AveSizes;
  readonly tiny: AveSizes;
  /** What a process takes with one clip and with two; absent: little. */
  readonly stepBytes?: readonly [number, number];
  readonly inferBytes?: readonly [number, number];
}

const NETWORKS: readonly Network[] = [
  { name: 'ave-tiny', full: AVE_TINY, tiny: AVE_TINY },
  {
    name: 'ave-paper',
    full: AVE_PAPER,
    tiny: AVE_MINIATURE,
    stepBytes: [18 * GIB, 31 * GIB],
    inferBytes: [7 * GIB, 9 * GIB],
  },
];

/** Names end in the number of clips where there are several. */
function casesOf(
  suite: string,
  about: string,
  bytes: (network: Network) => readonly [number, number] | undefined,
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
        countsFlops: true,
        prepare,
      };
    }),
  );
}

export const STEP_CASES = casesOf(
  'step',
  'forward, backward, Adam',
  ({ stepBytes }) => stepBytes,
  prepareStep,
);

export const INFER_CASES = casesOf('infer', 'forward', ({ inferBytes }) => inferBytes, prepareInference);
