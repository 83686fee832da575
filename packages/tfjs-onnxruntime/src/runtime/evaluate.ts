// Computes values outside of any compiled function: a session for one run.
import { TraceError } from '../errors.ts';
import { dependencyOrder, leavesOf } from '../graph/order.ts';
import { buildModel } from '../onnx/model.ts';
import type { HostArray, Value } from '../value.ts';
import type { HostTensor } from './protocol.ts';
import { runtime } from './runtime.ts';

/** What each value holds; all leaves must live in host memory or in the worker. */
export async function evaluate(values: readonly Value[]): Promise<HostArray[]> {
  const feeds = new Map<Value, string>();
  for (const leaf of leavesOf(dependencyOrder(values), values)) feeds.set(leaf, `in${feeds.size}`);
  const names = values.map((_, index) => `out${index}`);
  const session = await runtime.openSession(buildModel(values, feeds), [...feeds.values()], names);
  try {
    const inputs = [...feeds.keys()].map(feedOf);
    const results = await runtime.run({ session, inputs, outputs: values.map(() => undefined) });
    return results.map(({ data }) => data);
  } finally {
    await runtime.releaseSession(session);
  }
}

function feedOf(leaf: Value): HostTensor | { cell: number } {
  if (leaf.cell !== undefined) return { cell: leaf.cell };
  if (leaf.data === undefined) {
    throw new TraceError(
      'UNBOUND_VALUE',
      `a tensor of shape [${leaf.shape}] belongs to a trace that has ended; return it from the compiled function`,
    );
  }
  return { dtype: leaf.dtype, shape: leaf.shape, data: leaf.data };
}
