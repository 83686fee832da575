// Products with constant matrices, computed with whole numbers. Weights are rounded once, symmetrically, with a scale for each
// column; ONNX Runtime rounds the other operand anew in each run, to 256 steps between its smallest and its largest number.
import { hostValue, type Node, type Value } from '../value.ts';
import type { Constants } from './constants.ts';
import { inPlaceOf, rewrite } from './rewrite.ts';

/** Weights are whole numbers from its negative on. */
export type WeightRange = 127 | 63;

/** Rows and columns from which a product is faster so: below, rounding the other operand takes longer than it saves. */
const WORTH_IT = 64;

interface Rounded {
  /** int8 `[K, N]` */
  readonly weights: Value;
  /** float32 `[N]` */
  readonly scales: Value;
}

interface ConstantProduct {
  readonly left: Value;
  readonly right: Value;
  readonly bias: Value | undefined;
  readonly isTurned: boolean;
  readonly factor: number;
}

/** The graph of `outputs` with every product of a constant matrix that is worth it computed in int8. */
export function quantize(outputs: readonly Value[], constants: Constants, range: WeightRange): Value[] {
  const known = new Map<Value, Map<string, Rounded | undefined>>();
  const roundedOf = ({ right, isTurned, factor }: ConstantProduct): Rounded | undefined => {
    const forms = known.get(right) ?? new Map<string, Rounded | undefined>();
    known.set(right, forms);
    const form = `${isTurned} ${factor}`;
    if (!forms.has(form)) forms.set(form, round(right, isTurned, factor, range));
    return forms.get(form);
  };
  return rewrite(outputs, constants, (node) => {
    const found = constantProduct(node, constants);
    const rounded = found && roundedOf(found);
    if (found === undefined || rounded === undefined) return undefined;
    const { shape } = node.outputs[0] as Value;
    return inPlaceOf(node, {
      ...DYNAMIC,
      inputs: operands(found.left, rounded, found.bias),
      ...float(shape),
    });
  });
}

/** `left [..., M, K]` times the rounded weights. */
export function product(left: Value, rounded: Rounded): Value {
  const shape = [...left.shape.slice(0, -1), ...rounded.scales.shape];
  const node: Node = {
    ...DYNAMIC,
    inputs: operands(left, rounded, undefined),
    attributes: {},
    outputs: [],
    scope: '',
  };
  const value: Value = { ...float(shape), node };
  node.outputs.push(value);
  return value;
}

const DYNAMIC = { op: 'DynamicQuantizeMatMul', domain: 'com.microsoft' };

const float = (shape: readonly number[]): { dtype: 'float32'; shape: readonly number[] } => ({
  dtype: 'float32',
  shape,
});

function operands(left: Value, { weights, scales }: Rounded, bias: Value | undefined): Node['inputs'] {
  return bias === undefined ? [left, weights, scales] : [left, weights, scales, undefined, bias];
}

/** What the node multiplies, where its right operand is a large enough constant matrix. */
function constantProduct(node: Node, constants: Constants): ConstantProduct | undefined {
  if (!PRODUCTS.has(node.op)) return undefined;
  const [left, right, bias] = node.inputs;
  const { transA, transB, alpha } = node.attributes;
  if (left === undefined || right === undefined || left.shape.length < 2 || transA === 1) return undefined;
  if (right.dtype !== 'float32' || right.shape.length !== 2 || Math.min(...right.shape) < WORTH_IT) {
    return undefined;
  }
  if (!constants.isConstant(right)) return undefined;
  const factor = typeof alpha === 'object' && 'float' in alpha ? alpha.float : 1;
  return { left, right, bias, isTurned: transB === 1, factor };
}

const PRODUCTS = new Set(['MatMul', 'FusedMatMul', 'Gemm']);

/** Undefined for weights that are not all finite. @param isTurned whether the columns lie one behind the other, `[N, K]` */
function round(right: Value, isTurned: boolean, factor: number, range: WeightRange): Rounded | undefined {
  const { data } = right;
  const [rows = 0, columns = 0] = isTurned ? [...right.shape].reverse() : right.shape;
  if (!(data instanceof Float32Array)) return undefined;
  const [down, across] = isTurned ? [1, rows] : [columns, 1];
  const weights = new Int8Array(rows * columns);
  const scales = new Float32Array(columns);
  for (let column = 0; column < columns; column++) {
    let largest = 0;
    for (let row = 0; row < rows; row++) {
      largest = Math.max(largest, Math.abs(data[row * down + column * across] ?? 0));
    }
    if (!Number.isFinite(largest)) return undefined;
    const scale = Math.fround(largest / range);
    // Too small to be divided by, or nothing at all: the column is zero.
    if (scale === 0) continue;
    scales[column] = scale * factor;
    for (let row = 0; row < rows; row++) {
      const steps = Math.round((data[row * down + column * across] ?? 0) / scale);
      weights[row * columns + column] = Math.max(-range, Math.min(range, steps));
    }
  }
  return {
    weights: hostValue(weights, 'int8', [rows, columns]),
    scales: hostValue(scales, 'float32', [columns]),
  };
}
