// Matrix products with what stands around them: a transposed operand, a constant
// factor and, for two matrices, a bias become part of one node.
import type { Node, Value } from '../value.ts';
import type { Constants } from './constants.ts';
import { inPlaceOf, type Rule } from './rewrite.ts';

const FUSED = { op: 'FusedMatMul', domain: 'com.microsoft' };

type Fusion = (node: Node, productOf: (value: Value | undefined) => Node | undefined) => Value | undefined;

/** @param extensions whether ONNX Runtime's product of transposed and scaled operands may be used */
export function productFusions(constants: Constants, extensions: boolean): Rule {
  /** `a^T b`, `a b^T`: constants stay as they are, their transpose is made once. */
  const transposed: Fusion = (node) => {
    const [a, b] = node.inputs;
    const left = untransposed(a);
    const right = untransposed(b);
    if (left === undefined && right === undefined) return undefined;
    const { shape, dtype } = outputOf(node);
    const attributes = { transA: left === undefined ? 0 : 1, transB: right === undefined ? 0 : 1 };
    return inPlaceOf(node, { ...FUSED, inputs: [left ?? a, right ?? b], shape, dtype, attributes });
  };

  /** `(a b) + bias` with a bias per column. */
  const biased: Fusion = (node, productOf) => {
    const { shape, dtype } = outputOf(node);
    if (shape.length !== 2) return undefined;
    for (const [product, bias] of [node.inputs, [...node.inputs].reverse()]) {
      if (bias?.shape.length !== 1 || bias.shape[0] !== shape[1]) continue;
      const inner = productOf(product);
      if (inner === undefined || inner.inputs.some((value) => value?.shape.length !== 2)) continue;
      if (inner.attributes.alpha !== undefined) continue;
      const { transA = 0, transB = 0 } = inner.attributes;
      const inputs = [...inner.inputs, bias];
      return inPlaceOf(node, { op: 'Gemm', inputs, shape, dtype, attributes: { transA, transB } });
    }
    return undefined;
  };

  /** `(a b) * factor` with a constant factor. */
  const scaled: Fusion = (node, productOf) => {
    const { shape, dtype } = outputOf(node);
    for (const [product, factor] of [node.inputs, [...node.inputs].reverse()]) {
      const number = factor === undefined || factor.shape.length > 0 ? undefined : constants.uniform(factor);
      const inner = productOf(product);
      if (number === undefined || inner === undefined || inner.attributes.alpha !== undefined) continue;
      const attributes = { ...inner.attributes, alpha: { float: number } };
      return inPlaceOf(node, { ...FUSED, inputs: inner.inputs, shape, dtype, attributes });
    }
    return undefined;
  };

  const rules: Readonly<Record<string, Fusion>> = {
    Add: biased,
    ...(extensions ? { MatMul: transposed, Mul: scaled } : {}),
  };
  return (node, uses) => {
    const productOf = (value: Value | undefined): Node | undefined =>
      value !== undefined && uses(value) === 1 && isProduct(value.node) ? value.node : undefined;
    return outputOf(node).dtype === 'float32' ? rules[node.op]?.(node, productOf) : undefined;
  };
}

const isProduct = (node: Node | undefined): boolean => node?.op === 'MatMul' || node?.op === 'FusedMatMul';
const outputOf = (node: Node): Value => node.outputs[0] as Value;

/** What was transposed to give this value, where only the last two axes changed places. */
export function untransposed(value: Value | undefined): Value | undefined {
  if (value?.node?.op !== 'Transpose') return undefined;
  const perm = value.node.attributes.perm as readonly number[];
  const rank = perm.length;
  const swapped = perm.every((axis, i) => axis === (i < rank - 2 ? i : 2 * rank - 3 - i));
  return swapped ? value.node.inputs[0] : undefined;
}
