// How large whole numbers weights may be on this processor. x86 processors without VNNI add pairs of products in 16 bits,
// which overflow with weights of 8 bits and cannot with 7. Found by trying, once.

import { product, type WeightRange } from '../graph/quantize.ts';
import { evaluate } from '../runtime/evaluate.ts';
import { runtime } from '../runtime/runtime.ts';
import { hostValue } from '../value.ts';

const INNER = 64;

let found: { readonly generation: number; readonly range: Promise<WeightRange> } | undefined;

/** The largest weights that this processor's products are exact with. */
export function weightRange(): Promise<WeightRange> {
  if (found?.generation !== runtime.generation) found = { generation: runtime.generation, range: measure() };
  return found.range;
}

/** Ones are activations of 255; with weights of 127 their sum of products is the largest that there is. */
async function measure(): Promise<WeightRange> {
  const ones = hostValue(new Float32Array(INNER).fill(1), 'float32', [1, INNER]);
  const columns = 16;
  const weights = hostValue(new Int8Array(INNER * columns).fill(127), 'int8', [INNER, columns]);
  const scales = hostValue(new Float32Array(columns).fill(1), 'float32', [columns]);
  const [sums] = await evaluate([product(ones, { weights, scales })]);
  const exact = sums !== undefined && [...sums].every((sum) => Math.abs(Number(sum) - 127 * INNER) < 1);
  return exact ? 127 : 63;
}
