// What the machine's matrix products can do at best, against which the products of networks are set.
import { runContests } from '../contest/run.ts';
import { MATMULS } from '../engine/cases/matmul.ts';
import { BenchError } from '../errors.ts';
import type { SuiteOptions } from '../suite.ts';

/**
 * Operations a second in the fastest of a few large products, whoever computes it; the same for all suites of a run.
 * Throws `BenchError` `DISAGREEMENT`.
 */
export async function peakFlops({
  quick,
  say,
  peers,
}: Pick<SuiteOptions, 'quick' | 'say' | 'peers'>): Promise<number> {
  const asked = peers?.filter((name) => name === 'pytorch') ?? ['pytorch'];
  const options = { quick: false, rounds: quick ? 1 : 3, turnSeconds: 0.3, say, peers: asked };
  const products = await runContests(MATMULS, asked, options);
  for (const { disagreement } of products)
    if (disagreement !== undefined) throw new BenchError('DISAGREEMENT', disagreement);
  return Math.max(
    ...products.flatMap(({ name, results }) => {
      const [rows = 0, inner = 0, columns = 0] = name.split('-').at(-1)?.split('x').map(Number) ?? [];
      return results.map(({ seconds }) => (2 * rows * inner * columns) / seconds.median);
    }),
  );
}
