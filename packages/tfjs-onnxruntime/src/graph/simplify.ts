// Rules that take away work without changing what is computed: factors of one and
// terms of zero (tfjs's gradients are full of them), operands spread out before
// an operation that spreads them itself, chains of reshapes and transpositions.
import * as tf from '@tensorflow/tfjs';
import { int64s } from '../emit.ts';
import { ONNX_TYPE } from '../onnx/element-type.ts';
import { type Node, sizeOf, type Value } from '../value.ts';
import type { Constants } from './constants.ts';
import { inPlaceOf, type Rule } from './rewrite.ts';

type Simplification = (node: Node, constants: Constants) => Value | undefined;

/** Operations that spread each operand to the common shape. */
export const BROADCASTING: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'Where', 'And', 'Or'],
  ...['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'],
]);

export function simplifications(constants: Constants): Rule {
  return (node) => {
    const rule = RULES[node.op] ?? (BROADCASTING.has(node.op) ? broadcast : undefined);
    return rule?.(node, constants);
  };
}

const RULES: Readonly<Record<string, Simplification>> = {
  Add: firstOf(neutral(0, { eitherSide: true }), minus('Sub'), broadcast),
  Sub: firstOf(neutral(0, { eitherSide: false }), minus('Add'), broadcast),
  Mul: firstOf(neutral(1, { eitherSide: true }), mask, broadcast),
  Div: firstOf(neutral(1, { eitherSide: false }), broadcast),
  Expand: expand,
  Reshape: reshape,
  Transpose: transpose,
};

function firstOf(...rules: readonly Simplification[]): Simplification {
  return (node, constants) => {
    for (const rule of rules) {
      const simpler = rule(node, constants);
      if (simpler !== undefined) return simpler;
    }
    return undefined;
  };
}

const outputOf = (node: Node): Value => node.outputs[0] as Value;
const inputOf = (node: Node, index: number): Value => node.inputs[index] as Value;
const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

/** `x + 0`, `x * 1` and their kin are x, spread to the result's shape. */
function neutral(element: number, { eitherSide }: { readonly eitherSide: boolean }): Simplification {
  return (node, constants) => {
    const a = inputOf(node, 0);
    const b = inputOf(node, 1);
    if (constants.uniform(b) === element) return spread(node, a);
    return eitherSide && constants.uniform(a) === element ? spread(node, b) : undefined;
  };
}

function spread(node: Node, x: Value): Value {
  const { shape, dtype } = outputOf(node);
  if (sameShape(x.shape, shape)) return x;
  return inPlaceOf(node, { op: 'Expand', inputs: [x, int64s(shape)], shape, dtype });
}

/** `x + (-y)` is `x - y`, and the other way round. */
function minus(opposite: 'Add' | 'Sub'): Simplification {
  return (node) => {
    const negated = inputOf(node, 1).node;
    if (negated?.op !== 'Neg') return undefined;
    const { shape, dtype } = outputOf(node);
    return inPlaceOf(node, { op: opposite, inputs: [node.inputs[0], negated.inputs[0]], shape, dtype });
  };
}

/** The operands of a choice; what is not a number has a step of its own, which does not matter to a mask. */
function chosen(value: Value): Node['inputs'] {
  if (value.node?.op !== 'Where') return [];
  const [condition, , otherwise] = value.node.inputs;
  return condition?.node?.op === 'IsNaN' && otherwise !== undefined ? chosen(otherwise) : value.node.inputs;
}

/** From so many elements on ONNX Runtime multiplies faster than it chooses, which it does one by one. */
const CHOSEN_SLOWLY = 1 << 15;

/** `x * (condition ? 1 : 0)` is `condition ? x : 0`, or where `x` is large `x` times the condition as a number. */
function mask(node: Node, constants: Constants): Value | undefined {
  const { shape, dtype } = outputOf(node);
  for (const [x, choice] of [
    [inputOf(node, 0), inputOf(node, 1)],
    [inputOf(node, 1), inputOf(node, 0)],
  ] as const) {
    const [condition, then, otherwise] = chosen(choice);
    if (condition === undefined || then === undefined || otherwise === undefined) continue;
    if (constants.uniform(then) !== 1 || constants.uniform(otherwise) !== 0) continue;
    if (sizeOf(shape) < CHOSEN_SLOWLY)
      return inPlaceOf(node, { op: 'Where', inputs: [condition, x, otherwise], shape, dtype });
    const attributes = { to: ONNX_TYPE[dtype] };
    const ones = inPlaceOf(node, {
      op: 'Cast',
      inputs: [condition],
      shape: condition.shape,
      dtype,
      attributes,
    });
    return inPlaceOf(node, { op: 'Mul', inputs: [x, ones], shape, dtype });
  }
  return undefined;
}

function broadcast(node: Node): Value | undefined {
  return spreadsItself(node) ?? spreadsLater(node);
}

/** An operand that was spread out for nothing is taken as it was. */
function spreadsItself(node: Node): Value | undefined {
  const { shape, dtype } = outputOf(node);
  const inputs = [...node.inputs];
  let changed = false;
  for (const [index, value] of inputs.entries()) {
    const source = value?.node?.op === 'Expand' ? value.node.inputs[0] : undefined;
    if (source === undefined) continue;
    const shapes = inputs.map((other, i) => (i === index ? source : other)?.shape ?? []);
    if (!sameShape(broadcastShape(shapes), shape)) continue;
    inputs[index] = source;
    changed = true;
  }
  return changed ? inPlaceOf(node, { op: node.op, inputs, shape, dtype }) : undefined;
}

/** What is done with a single number to an operand that was spread out is done before, to fewer elements. */
function spreadsLater(node: Node): Value | undefined {
  const { shape, dtype } = outputOf(node);
  const [spreadOut, another] = node.inputs.filter((value) => value?.node?.op === 'Expand');
  const source = spreadOut?.node?.inputs[0];
  if (source === undefined || another !== undefined || !sameShape(spreadOut?.shape ?? [], shape))
    return undefined;
  const isNumber = (value: Value | undefined): boolean =>
    value !== undefined && sizeOf(value.shape) === 1 && value.shape.length <= source.shape.length;
  if (!node.inputs.every((value) => value === spreadOut || isNumber(value))) return undefined;
  const inputs = node.inputs.map((value) => (value === spreadOut ? source : value));
  return spread(node, inPlaceOf(node, { op: node.op, inputs, shape: source.shape, dtype }));
}

function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  return shapes.reduce<number[]>(
    (joint, shape) => tf.broadcast_util.assertAndGetBroadcastShape(joint, [...shape]),
    [],
  );
}

/** Spreading twice is spreading once. */
function expand(node: Node): Value | undefined {
  const { shape } = outputOf(node);
  const x = inputOf(node, 0);
  if (sameShape(x.shape, shape)) return x;
  const source = x.node?.op === 'Expand' ? x.node.inputs[0] : undefined;
  return source && spread(node, source);
}

/** Only the last of several reshapes counts; a constant number spread out can be spread to any shape. */
function reshape(node: Node): Value | undefined {
  const { shape } = outputOf(node);
  const x = inputOf(node, 0);
  if (sameShape(x.shape, shape)) return x;
  const source = x.node?.inputs[0];
  if (x.node?.op === 'Expand' && source?.shape.length === 0) return spread(node, source);
  return x.node?.op === 'Reshape' ? reshaped(node, x, shape) : undefined;
}

/** `x` in another shape, where `node` stands; of reshapes that made it none is left. */
export function reshaped(node: Node, x: Value, shape: readonly number[]): Value {
  const source = x.node?.op === 'Reshape' ? inputOf(x.node, 0) : x;
  if (sameShape(source.shape, shape)) return source;
  const inputs = [source, int64s(shape)];
  return inPlaceOf(node, { op: 'Reshape', inputs, shape, dtype: x.dtype, attributes: { allowzero: 1 } });
}

/** Two transpositions are one, or none. */
function transpose(node: Node): Value | undefined {
  const first = inputOf(node, 0).node;
  if (first?.op !== 'Transpose') return undefined;
  const inner = first.attributes.perm as readonly number[];
  const perm = (node.attributes.perm as readonly number[]).map((axis) => inner[axis] ?? axis);
  const source = inputOf(first, 0);
  if (perm.every((axis, i) => axis === i)) return source;
  const { shape, dtype } = outputOf(node);
  return inPlaceOf(node, { op: 'Transpose', inputs: [source], shape, dtype, attributes: { perm } });
}
