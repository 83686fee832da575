// One short row beside thousands, such as the scale of a batch norm over few channels: ONNX Runtime goes through them row by
// row, which takes longer than the numbers in them. With several rows laid end to end, and the one repeated as often, it
// takes as long as two operands of the same shape do.
import { int64s } from '../emit.ts';
import { divisorOf } from '../row-blocks.ts';
import { sizeOf, type Value } from '../value.ts';
import { inPlaceOf, type Rule } from './rewrite.ts';
import { BROADCASTING, reshaped } from './simplify.ts';

/** Elements of the longest row that is short. */
const SHORT = 64;
/** How many rows are many. */
const MANY = 2048;
/** Elements of the longest row that is made. */
const LONG = 1024;

export const wideRows: Rule = (node) => {
  const [result] = node.outputs;
  const [a, b, another] = node.inputs;
  if (result === undefined || a === undefined || b === undefined || another !== undefined) return undefined;
  if (!BROADCASTING.has(node.op)) return undefined;
  const { shape, dtype } = result;
  const [height = 1, width = 1] = shape.slice(-2);
  if (width === 1 || width > SHORT || sizeOf(shape) < MANY * width) return undefined;
  const count = divisorOf(height, Math.floor(LONG / width));
  if (count === 1) return undefined;

  /** With rows of `count` laid end to end; undefined where the operand is neither whole nor one row for all. */
  const widened = (value: Value): Value | undefined => {
    const { shape: given } = value;
    const [rows = 1, length = 1] = given.length === 1 ? [1, ...given] : given.slice(-2);
    if (length !== width) return undefined;
    const around = given.slice(0, -2);
    if (rows > 1) return reshaped(node, value, [...around, rows / count, width * count]);
    const block = [...around, count, width];
    const inputs = [reshaped(node, value, [...around, 1, width]), int64s(block)];
    const repeated = inPlaceOf(node, { op: 'Expand', inputs, shape: block, dtype: value.dtype });
    return reshaped(node, repeated, [...around, 1, width * count]);
  };
  const inputs = [a, b].map(widened);
  if (inputs.includes(undefined) || sizeOf(a.shape) === sizeOf(b.shape)) return undefined;
  const wide = [...shape.slice(0, -2), height / count, width * count];
  const value = inPlaceOf(node, { op: node.op, inputs, shape: wide, dtype, attributes: node.attributes });
  return reshaped(node, value, shape);
};
