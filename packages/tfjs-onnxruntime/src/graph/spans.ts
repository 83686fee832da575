// A number beside a tensor whose last axis has length one, such as the moments of
// a 1x1 convolution: ONNX Runtime would go through the tensor in steps of one
// element, ten times as slowly. Of as many axes, the number takes no such steps.
import { hostValue, sizeOf, type Value } from '../value.ts';
import type { Constants } from './constants.ts';
import { inPlaceOf, type Rule } from './rewrite.ts';
import { BROADCASTING, reshaped } from './simplify.ts';

export function longSpans(constants: Constants): Rule {
  return (node) => {
    const [result] = node.outputs;
    if (result === undefined || !BROADCASTING.has(node.op)) return undefined;
    const { shape, dtype } = result;
    if (shape.at(-1) !== 1 || sizeOf(shape) === 1) return undefined;
    const isShort = (value: Value | undefined): value is Value =>
      value !== undefined && sizeOf(value.shape) === 1 && value.shape.length < shape.length;
    if (!node.inputs.some(isShort)) return undefined;

    const ones = shape.map(() => 1);
    const inputs = node.inputs.map((value) => {
      if (!isShort(value)) return value;
      const isConstant = value.data !== undefined && constants.isConstant(value);
      return isConstant ? hostValue(value.data, value.dtype, ones) : reshaped(node, value, ones);
    });
    return inPlaceOf(node, { op: node.op, inputs, shape, dtype, attributes: node.attributes });
  };
}
