// What happens to a traced graph before ONNX Runtime sees it. ONNX Runtime would
// find most of this by itself, but in time that grows faster than the graph.
import type { Value } from '../value.ts';
import { Constants } from './constants.ts';
import { type Evaluate, fold } from './fold.ts';
import { productFusions } from './products.ts';
import { quantize, type WeightRange } from './quantize.ts';
import { rematerialize } from './rematerialize.ts';
import { type Rule, rewrite } from './rewrite.ts';
import { simplifications } from './simplify.ts';
import { longSpans } from './spans.ts';
import { sumsAsProducts } from './sums.ts';
import { wideRows } from './wide-rows.ts';

interface CleanOptions {
  /** Whether operations that only ONNX Runtime has may take part; true without this option. */
  readonly extensions?: boolean;
  /** Products of large constants are computed with whole numbers of this range; in float32 without this option. */
  readonly int8?: WeightRange | undefined;
}

/**
 * A smaller graph that computes the same outputs.
 * @param isFed tells leaves whose contents change between runs
 */
export async function clean(
  outputs: readonly Value[],
  isFed: (leaf: Value) => boolean,
  evaluate: Evaluate,
  { extensions = true, int8 }: CleanOptions = {},
): Promise<Value[]> {
  const constants = new Constants(isFed);
  const simplify = simplifications(constants);
  const sums = sumsAsProducts(constants);
  const spans = longSpans(constants);
  const rule: Rule = (node, uses) => simplify(node, uses) ?? sums(node, uses) ?? spans(node, uses);
  const simple = rewrite(outputs, constants, rule);
  const folded = await fold(simple, constants, evaluate);
  const products = productFusions(constants, extensions);
  const fused = rewrite(folded, constants, (node, uses) => products(node, uses) ?? wideRows(node, uses));
  return int8 === undefined ? rematerialize(fused) : quantize(fused, constants, int8);
}
