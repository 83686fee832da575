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
    const { transA = 0, transB = 0 } = node.attributes;
    const turned = (before: unknown, operand: Value | undefined): number =>
      Number((before === 1) !== (operand !== undefined));
    const attributes = { ...node.attributes, transA: turned(transA, left), transB: turned(transB, right) };
    return inPlaceOf(node, { ...FUSED, inputs: [left ?? a, right ?? b], shape, dtype, attributes });
  };

  /** `(factor a) b`, `a (factor b)`: also where others read the scaled operand, so that nobody may be left who does. */
  const factored: Fusion = (node) => {
    const [left, right] = node.inputs.map((value) => withoutFactor(value, constants));
    if (left === undefined && right === undefined) return undefined;
    const { shape, dtype } = outputOf(node);
    const inputs = [left?.value ?? node.inputs[0], right?.value ?? node.inputs[1]];
    const float = alphaOf(node) * (left?.factor ?? 1) * (right?.factor ?? 1);
    return inPlaceOf(node, {
      ...FUSED,
      inputs,
      shape,
      dtype,
      attributes: { ...node.attributes, alpha: { float } },
    });
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
    const { value, factor = 1 } = withoutFactor(outputOf(node), constants) ?? {};
    const inner = productOf(value);
    if (inner === undefined) return undefined;
    const attributes = { ...inner.attributes, alpha: { float: alphaOf(inner) * factor } };
    return inPlaceOf(node, { ...FUSED, inputs: inner.inputs, shape, dtype, attributes });
  };

  const operands: Fusion = (node, productOf) => transposed(node, productOf) ?? factored(node, productOf);
  const rules: Readonly<Record<string, Fusion>> = {
    Add: biased,
    ...(extensions ? { MatMul: operands, FusedMatMul: operands, Mul: scaled } : {}),
  };
  return (node, uses) => {
    const productOf = (value: Value | undefined): Node | undefined =>
      value !== undefined && uses(value) === 1 && isProduct(value.node) ? value.node : undefined;
    return outputOf(node).dtype === 'float32' ? rules[node.op]?.(node, productOf) : undefined;
  };
}

const isProduct = (node: Node | undefined): boolean => node?.op === 'MatMul' || node?.op === 'FusedMatMul';
const outputOf = (node: Node): Value => node.outputs[0] as Value;

function alphaOf({ attributes: { alpha } }: Node): number {
  return typeof alpha === 'object' && 'float' in alpha ? alpha.float : 1;
}

/** What was multiplied by a constant number to give this value. */
function withoutFactor(
  value: Value | undefined,
  constants: Constants,
): { value: Value; factor: number } | undefined {
  if (value?.node?.op !== 'Mul') return undefined;
  const [a, b] = value.node.inputs as readonly [Value, Value];
  for (const [other, number] of [
    [a, b],
    [b, a],
  ] as const) {
    const factor = number.shape.length > 0 ? undefined : constants.uniform(number);
    // ONNX Runtime refuses others.
    if (Number.isFinite(factor)) return { value: other, factor: factor as number };
  }
  return undefined;
}

/** What was transposed to give this value, where only the last two axes changed places. */
export function untransposed(value: Value | undefined): Value | undefined {
  if (value?.node?.op !== 'Transpose') return undefined;
  const perm = value.node.attributes.perm as readonly number[];
  const rank = perm.length;
  const swapped = perm.every((axis, i) => axis === (i < rank - 2 ? i : 2 * rank - 3 - i));
  return swapped ? value.node.inputs[0] : undefined;
}
