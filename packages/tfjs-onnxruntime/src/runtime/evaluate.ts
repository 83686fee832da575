// Computes values outside of any compiled function. All leaves but shapes are fed,
// so a graph that comes again with other numbers finds its session open.
import { TraceError } from '../errors.ts';
import { dependencyOrder, leavesOf } from '../graph/order.ts';
import { recompute } from '../graph/recompute.ts';
import { buildModel } from '../onnx/model.ts';
import type { HostArray, Value } from '../value.ts';
import type { HostTensor } from './protocol.ts';
import { runtime } from './runtime.ts';
import { SessionCache } from './session-cache.ts';
import { isFed, resultBytes, structureKey } from './structure.ts';

const sessions = new SessionCache();

/** What each value holds; all leaves must live in host memory or in the worker. */
export async function evaluate(wanted: readonly Value[]): Promise<HostArray[]> {
  const { values, nodes, feeds, inputs } = cut(wanted);
  return sessions.with(
    structureKey(nodes, values),
    resultBytes(nodes),
    () => runtime.openSession(buildModel(values, feeds), [...feeds.values()]),
    async (session) => {
      const results = await runtime.run({ session, inputs, outputs: values.map(() => undefined) });
      return results.map(({ data }) => data);
    },
  );
}

/** Has the values computed into cells of the worker. Whatever is asked of it after this call finds them there. */
export function evaluateInto(wanted: readonly Value[], cells: readonly number[]): Promise<void> {
  const { values, feeds, inputs } = cut(wanted);
  return runtime.runOnce(buildModel(values, feeds), [...feeds.values()], inputs, cells);
}

/** The graph of some values, and what it is to be fed. */
function cut(wanted: readonly Value[]) {
  const values = recompute(wanted);
  const nodes = dependencyOrder(values);
  const feeds = new Map<Value, string>();
  for (const leaf of leavesOf(nodes, values)) if (isFed(leaf)) feeds.set(leaf, `in${feeds.size}`);
  return { values, nodes, feeds, inputs: [...feeds.keys()].map(feedOf) };
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
