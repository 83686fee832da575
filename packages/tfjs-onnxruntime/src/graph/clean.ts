// What happens to a traced graph before ONNX Runtime sees it. ONNX Runtime would
// find most of this by itself, but in time that grows faster than the graph.
import type { Value } from '../value.ts';
import { Constants } from './constants.ts';
import { type Evaluate, fold } from './fold.ts';
import { productFusions } from './products.ts';
import { rewrite } from './rewrite.ts';
import { simplifications } from './simplify.ts';

/**
 * A smaller graph that computes the same outputs.
 * @param isFed tells leaves whose contents change between runs
 * @param extensions whether operations that only ONNX Runtime has may take part
 */
export async function clean(
  outputs: readonly Value[],
  isFed: (leaf: Value) => boolean,
  evaluate: Evaluate,
  extensions = true,
): Promise<Value[]> {
  const constants = new Constants(isFed);
  const simple = rewrite(outputs, constants, simplifications(constants));
  const folded = await fold(simple, constants, evaluate);
  return rewrite(folded, constants, productFusions(constants, extensions));
}
