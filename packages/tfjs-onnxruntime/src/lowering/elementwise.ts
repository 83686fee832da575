// Kernels that work on each element: unary, binary with broadcasting, and the
// few with more operands.
import * as tf from '@tensorflow/tfjs';
import { broadcast, cast, emit, pointwise, reshape, scalar } from '../emit.ts';
import type { ElementType, Value } from '../value.ts';
import { input, inputList, numberAttribute } from './arguments.ts';
import type { KernelCall, KernelEntry, Lowering } from './types.ts';

function unary(op: string): Lowering {
  return (call) => {
    const x = input(call, 'x');
    return pointwise(op, [x], x.dtype, x.shape);
  };
}

function predicate(op: string): Lowering {
  return (call) => {
    const x = input(call, 'x');
    return pointwise(op, [x], 'bool', x.shape);
  };
}

function operands(call: KernelCall): { a: Value; b: Value; shape: number[] } {
  const a = input(call, 'a');
  const b = input(call, 'b');
  const shape = tf.broadcast_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);
  return { a, b, shape };
}

function binary(op: string): Lowering {
  return (call) => {
    const { a, b, shape } = operands(call);
    return pointwise(op, [a, b], a.dtype, shape);
  };
}

function comparison(op: string): Lowering {
  return (call) => {
    const { a, b, shape } = operands(call);
    return pointwise(op, [a, b], 'bool', shape);
  };
}

const negated =
  (lower: Lowering): Lowering =>
  (call) => {
    const value = lower(call) as Value;
    return pointwise('Not', [value], 'bool', value.shape);
  };

function floorDivide(call: KernelCall): Value {
  const { a, b, shape } = operands(call);
  const quotient = pointwise('Div', [cast(a, 'float32'), cast(b, 'float32')], 'float32', shape);
  return cast(pointwise('Floor', [quotient], 'float32', shape), a.dtype);
}

/** Result has the sign of the divisor, as in tfjs. */
function modulo(call: KernelCall): Value {
  const { a, b, shape } = operands(call);
  if (a.dtype === 'int32') return pointwise('Mod', [a, b], 'int32', shape);
  const multiple = pointwise('Mul', [floorDivide(call), b], a.dtype, shape);
  return pointwise('Sub', [a, multiple], a.dtype, shape);
}

function squaredDifference(call: KernelCall): Value {
  const { a, b, shape } = operands(call);
  const difference = pointwise('Sub', [a, b], a.dtype, shape);
  return pointwise('Mul', [difference, difference], a.dtype, shape);
}

function square(call: KernelCall): Value {
  const x = input(call, 'x');
  return pointwise('Mul', [x, x], x.dtype, x.shape);
}

function rsqrt(call: KernelCall): Value {
  const x = input(call, 'x');
  return pointwise('Reciprocal', [pointwise('Sqrt', [x], x.dtype, x.shape)], x.dtype, x.shape);
}

function log1p(call: KernelCall): Value {
  const x = input(call, 'x');
  return pointwise('Log', [pointwise('Add', [x, scalar(1, x.dtype)], x.dtype, x.shape)], x.dtype, x.shape);
}

function expm1(call: KernelCall): Value {
  const x = input(call, 'x');
  return pointwise('Sub', [pointwise('Exp', [x], x.dtype, x.shape), scalar(1, x.dtype)], x.dtype, x.shape);
}

function step(call: KernelCall): Value {
  const x = input(call, 'x');
  const positive = pointwise('Greater', [x, scalar(0, x.dtype)], 'bool', x.shape);
  const below = scalar(numberAttribute(call.attributes, 'alpha', 0), x.dtype);
  return pointwise('Where', [positive, scalar(1, x.dtype), below], x.dtype, x.shape);
}

function leakyRelu(call: KernelCall): Value {
  const x = input(call, 'x');
  return emit('LeakyRelu', [x], x.dtype, x.shape, {
    alpha: { float: numberAttribute(call.attributes, 'alpha', 0.2) },
  });
}

/** `dy` where the output is positive, else `dy * (y + 1)`. */
function eluGradient(call: KernelCall): Value {
  const dy = input(call, 'dy');
  const y = input(call, 'y');
  const slope = pointwise('Add', [y, scalar(1, y.dtype)], y.dtype, y.shape);
  const factor = pointwise('Min', [slope, scalar(1, y.dtype)], y.dtype, y.shape);
  return pointwise('Mul', [dy, factor], dy.dtype, dy.shape);
}

function clip(low: (call: KernelCall) => number, high: (call: KernelCall) => number): Lowering {
  return (call) => {
    const x = input(call, 'x');
    return emit('Clip', [x, scalar(low(call), x.dtype), scalar(high(call), x.dtype)], x.dtype, x.shape);
  };
}

function castKernel(call: KernelCall): Value {
  return cast(input(call, 'x'), call.attributes.dtype as ElementType);
}

function addN(call: KernelCall): Value {
  const terms = inputList(call);
  const [first] = terms;
  if (first === undefined) throw new RangeError('AddN needs at least one tensor');
  return terms.length === 1 ? first : pointwise('Sum', terms, first.dtype, first.shape);
}

function select(call: KernelCall): Value {
  const then = input(call, 't');
  const otherwise = input(call, 'e');
  let condition = input(call, 'condition');
  if (condition.shape.length === 1 && then.shape.length > 1) {
    condition = reshape(
      condition,
      then.shape.map((length, axis) => (axis === 0 ? length : 1)),
    );
  }
  return pointwise('Where', [condition, then, otherwise], then.dtype, then.shape);
}

const filledLike =
  (value: number): Lowering =>
  (call) => {
    const x = input(call, 'x');
    return broadcast(scalar(value, x.dtype), x.shape);
  };

function geluLowering(call: KernelCall): Value {
  const x = input(call, 'x');
  return emit('Gelu', [x], x.dtype, x.shape);
}

const tfjs = (lower: Lowering): KernelEntry => ({ lower, gradient: 'tfjs' });
const flat = (lower: Lowering): KernelEntry => ({ lower, gradient: 'none' });

export const ELEMENTWISE: Readonly<Record<string, KernelEntry>> = {
  Abs: tfjs(unary('Abs')),
  Acos: tfjs(unary('Acos')),
  Acosh: tfjs(unary('Acosh')),
  Asin: tfjs(unary('Asin')),
  Asinh: tfjs(unary('Asinh')),
  Atan: tfjs(unary('Atan')),
  Atanh: tfjs(unary('Atanh')),
  Ceil: tfjs(unary('Ceil')),
  Cos: tfjs(unary('Cos')),
  Cosh: tfjs(unary('Cosh')),
  Elu: tfjs(unary('Elu')),
  EluGrad: flat(eluGradient),
  Erf: tfjs(unary('Erf')),
  Exp: tfjs(unary('Exp')),
  Expm1: tfjs(expm1),
  Floor: tfjs(unary('Floor')),
  Gelu: { lower: geluLowering, gradient: 'own' },
  LeakyRelu: tfjs(leakyRelu),
  Log: tfjs(unary('Log')),
  Log1p: tfjs(log1p),
  Neg: tfjs(unary('Neg')),
  Reciprocal: tfjs(unary('Reciprocal')),
  Relu: tfjs(unary('Relu')),
  Relu6: tfjs(
    clip(
      () => 0,
      () => 6,
    ),
  ),
  Round: tfjs(unary('Round')),
  Rsqrt: tfjs(rsqrt),
  Sigmoid: tfjs(unary('Sigmoid')),
  Sign: tfjs(unary('Sign')),
  Sin: tfjs(unary('Sin')),
  Sinh: tfjs(unary('Sinh')),
  Softplus: tfjs(unary('Softplus')),
  Sqrt: tfjs(unary('Sqrt')),
  Square: tfjs(square),
  Step: tfjs(step),
  Tan: tfjs(unary('Tan')),
  Tanh: tfjs(unary('Tanh')),
  ClipByValue: tfjs(
    clip(
      (call) => numberAttribute(call.attributes, 'clipValueMin'),
      (call) => numberAttribute(call.attributes, 'clipValueMax'),
    ),
  ),
  Cast: tfjs(castKernel),
  Identity: tfjs((call) => input(call, 'x')),
  IsNan: flat(predicate('IsNaN')),
  LogicalNot: flat(predicate('Not')),
  OnesLike: tfjs(filledLike(1)),
  ZerosLike: tfjs(filledLike(0)),
  Add: tfjs(binary('Add')),
  AddN: tfjs(addN),
  FloorDiv: tfjs(floorDivide),
  Maximum: tfjs(binary('Max')),
  Minimum: tfjs(binary('Min')),
  Mod: tfjs(modulo),
  Multiply: tfjs(binary('Mul')),
  Pow: tfjs(binary('Pow')),
  Prelu: tfjs((call) => {
    const x = input(call, 'x');
    return pointwise('PRelu', [x, input(call, 'alpha')], x.dtype, x.shape);
  }),
  RealDiv: tfjs(binary('Div')),
  SquaredDifference: tfjs(squaredDifference),
  Sub: tfjs(binary('Sub')),
  Equal: flat(comparison('Equal')),
  Greater: flat(comparison('Greater')),
  GreaterEqual: flat(comparison('GreaterOrEqual')),
  Less: flat(comparison('Less')),
  LessEqual: flat(comparison('LessOrEqual')),
  LogicalAnd: flat(comparison('And')),
  LogicalOr: flat(comparison('Or')),
  NotEqual: flat(negated(comparison('Equal'))),
  Select: tfjs(select),
};
