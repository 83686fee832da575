// Kernels that work on each element: unary, binary with broadcasting, and the
// few with more operands. Not a number gives what it gives in tfjs.
import { broadcast, cast, emit, reshape, scalar } from '../emit.ts';
import type { ElementType, Value } from '../value.ts';
import { input, inputList, numberAttribute } from './arguments.ts';
import {
  add,
  both,
  broadcastShape,
  choose,
  divide,
  equal,
  floor,
  greater,
  inFloat,
  less,
  multiply,
  not,
  notANumber,
  smaller,
  subtract,
} from './compose.ts';
import { entry, tfjs } from './entry.ts';
import type { KernelCall, KernelEntry, Lowering } from './types.ts';

const of =
  (compute: (x: Value, call: KernelCall) => Value): Lowering =>
  (call) =>
    compute(input(call, 'x'), call);

const mapped = (op: string, x: Value): Value => emit(op, [x], x.dtype, x.shape);

/** An ONNX operation that takes all of tfjs's number types. */
const unary = (op: string): Lowering => of((x) => mapped(op, x));

/** An ONNX operation on float32 only; integers are rounded towards zero after it, as tfjs stores them. */
const floating = (op: string): Lowering => of((x) => inFloat(x, (y) => mapped(op, y)));

/** In float64, where float32 would show more error than its last bit. */
function precise(x: Value, compute: (x: Value) => Value): Value {
  return cast(compute(cast(x, 'float64')), 'float32');
}

const predicate = (op: string): Lowering => of((x) => emit(op, [cast(x, 'float32')], 'bool', x.shape));

const binary =
  (compute: (a: Value, b: Value) => Value): Lowering =>
  (call) =>
    compute(input(call, 'a'), input(call, 'b'));

const arithmetic = (op: string): Lowering =>
  binary((a, b) => emit(op, [a, b], a.dtype, broadcastShape(a.shape, b.shape)));

const comparison = (op: string): Lowering =>
  binary((a, b) => emit(op, [a, b], 'bool', broadcastShape(a.shape, b.shape)));

/** ONNX orders numbers, not truth values. */
const ordering = (op: string): Lowering => {
  const compare = (a: Value, b: Value): Value => emit(op, [a, b], 'bool', broadcastShape(a.shape, b.shape));
  return binary((a, b) => (a.dtype === 'bool' ? compare(cast(a, 'int32'), cast(b, 'int32')) : compare(a, b)));
};

function floorDivide(a: Value, b: Value): Value {
  return cast(floor(divide(cast(a, 'float32'), cast(b, 'float32'))), 'int32');
}

/** The result has the sign of the divisor. */
function modulo(a: Value, b: Value): Value {
  if (a.dtype === 'int32') return emit('Mod', [a, b], 'int32', broadcastShape(a.shape, b.shape));
  return subtract(a, multiply(floor(divide(a, b)), b));
}

function realDivide(a: Value, b: Value): Value {
  return divide(cast(a, 'float32'), cast(b, 'float32'));
}

function squaredDifference(a: Value, b: Value): Value {
  const difference = subtract(a, b);
  return multiply(difference, difference);
}

/** The angle of `(x, y)`: that of `y / x`, turned by half a circle where x is negative. */
function atan2(y: Value, x: Value): Value {
  const shape = broadcastShape(y.shape, x.shape);
  const zero = scalar(0, 'float32');
  const constant = (value: number): Value => scalar(value, 'float32');
  const quotient = divide(y, x);
  const slope = emit('Atan', [quotient], 'float32', shape);
  const turn = choose(less(y, zero), constant(-Math.PI), constant(Math.PI));
  const angle = choose(less(x, zero), add(slope, turn), slope);
  // Zero by zero has no slope, but a direction.
  const still = both(equal(y, zero), equal(x, zero));
  return choose(still, zero, angle);
}

/** Quotient of sine and cosine, since ONNX Runtime has tangents in float32 only. */
function tangent(x: Value): Value {
  return divide(mapped('Sin', x), mapped('Cos', x));
}

/** A zero less than which nothing is, so that what is not a number has no sign. */
function sign(x: Value): Value {
  const zero = scalar(0, x.dtype);
  return subtract(cast(greater(x, zero), x.dtype), cast(less(x, zero), x.dtype));
}

/** 1 above zero, `alpha` below, and what is not a number where there is none. */
function step(x: Value, call: KernelCall): Value {
  const below = scalar(numberAttribute(call.attributes, 'alpha', 0), x.dtype);
  const numbers = choose(greater(x, scalar(0, x.dtype)), scalar(1, x.dtype), below);
  return x.dtype === 'float32' ? choose(notANumber(x), x, numbers) : numbers;
}

function leakyRelu(x: Value, call: KernelCall): Value {
  const alpha = { float: numberAttribute(call.attributes, 'alpha', 0.2) };
  return emit('LeakyRelu', [cast(x, 'float32')], 'float32', x.shape, { alpha });
}

/** `dy` where the output is positive, else `dy * (y + 1)`. */
function eluGradient(call: KernelCall): Value {
  const dy = input(call, 'dy');
  const y = input(call, 'y');
  const one = scalar(1, y.dtype);
  return multiply(dy, smaller(add(y, one), one));
}

function clip(low: (call: KernelCall) => number, high: (call: KernelCall) => number): Lowering {
  return of((x, call) =>
    emit('Clip', [x, scalar(low(call), x.dtype), scalar(high(call), x.dtype)], x.dtype, x.shape),
  );
}

/** What is not a number, or not zero, is true. */
function castKernel(x: Value, call: KernelCall): Value {
  return cast(x, call.attributes.dtype as ElementType);
}

function addN(call: KernelCall): Value {
  const [first, ...others] = inputList(call);
  if (first === undefined) throw new RangeError('AddN needs at least one tensor');
  if (others.length === 0) return first;
  if (first.dtype !== 'float32') return others.reduce(add, first);
  return emit('Sum', [first, ...others], first.dtype, first.shape);
}

function select(call: KernelCall): Value {
  const then = input(call, 't');
  const condition = input(call, 'condition');
  const rows = condition.shape.length === 1 && then.shape.length > 1;
  const spread = then.shape.map((length, axis) => (axis === 0 ? length : 1));
  return choose(rows ? reshape(condition, spread) : condition, then, input(call, 'e'));
}

function prelu(call: KernelCall): Value {
  const x = cast(input(call, 'x'), 'float32');
  const alpha = cast(input(call, 'alpha'), 'float32');
  return choose(less(x, scalar(0, 'float32')), multiply(x, alpha), x);
}

const filledLike = (value: number): Lowering => of((x) => broadcast(scalar(value, x.dtype), x.shape));

const float = entry('tfjs', 'float32');
const truth = entry('none', 'bool');

export const ELEMENTWISE: Readonly<Record<string, KernelEntry>> = {
  Abs: tfjs(unary('Abs')),
  Acos: tfjs(floating('Acos')),
  Acosh: tfjs(floating('Acosh')),
  Add: tfjs(arithmetic('Add')),
  AddN: tfjs(addN),
  Asin: tfjs(floating('Asin')),
  Asinh: tfjs(floating('Asinh')),
  Atan: tfjs(floating('Atan')),
  Atan2: tfjs(binary(atan2)),
  Atanh: tfjs(floating('Atanh')),
  BitwiseAnd: { lower: arithmetic('BitwiseAnd'), gradient: 'none', result: 'first' },
  Cast: { lower: of(castKernel), gradient: 'tfjs', result: 'attribute' },
  Ceil: tfjs(floating('Ceil')),
  ClipByValue: tfjs(
    clip(
      (call) => numberAttribute(call.attributes, 'clipValueMin'),
      (call) => numberAttribute(call.attributes, 'clipValueMax'),
    ),
  ),
  Cos: tfjs(floating('Cos')),
  Cosh: tfjs(floating('Cosh')),
  Elu: tfjs(floating('Elu')),
  EluGrad: { lower: eluGradient, gradient: 'none', result: 'first' },
  Equal: truth(comparison('Equal')),
  Erf: tfjs(floating('Erf')),
  Exp: float(of((x) => (x.dtype === 'float32' ? mapped('Exp', x) : precise(x, (y) => mapped('Exp', y))))),
  Expm1: tfjs(
    of((x) =>
      cast(
        precise(x, (y) => subtract(mapped('Exp', y), scalar(1, y.dtype))),
        x.dtype,
      ),
    ),
  ),
  Floor: tfjs(floating('Floor')),
  FloorDiv: { lower: binary(floorDivide), gradient: 'tfjs', result: 'int32' },
  Gelu: { lower: floating('Gelu'), gradient: 'own', result: 'first' },
  Greater: truth(ordering('Greater')),
  GreaterEqual: { lower: ordering('GreaterOrEqual'), gradient: 'tfjs', result: 'bool' },
  Identity: tfjs(of((x) => x)),
  IsFinite: {
    lower: of((x) => {
      const y = cast(x, 'float32');
      return equal(subtract(y, y), scalar(0, 'float32'));
    }),
    gradient: 'tfjs',
    result: 'bool',
  },
  IsInf: { lower: predicate('IsInf'), gradient: 'tfjs', result: 'bool' },
  IsNan: { lower: predicate('IsNaN'), gradient: 'tfjs', result: 'bool' },
  LeakyRelu: float(of(leakyRelu)),
  Less: truth(ordering('Less')),
  LessEqual: truth(ordering('LessOrEqual')),
  Log: tfjs(floating('Log')),
  Log1p: tfjs(
    of((x) =>
      cast(
        precise(x, (y) => mapped('Log', add(y, scalar(1, y.dtype)))),
        x.dtype,
      ),
    ),
  ),
  LogicalAnd: truth(comparison('And')),
  LogicalNot: truth(of(not)),
  LogicalOr: truth(comparison('Or')),
  LogicalXor: truth(comparison('Xor')),
  Maximum: tfjs(arithmetic('Max')),
  Minimum: tfjs(arithmetic('Min')),
  Mod: tfjs(binary(modulo)),
  Multiply: tfjs(arithmetic('Mul')),
  Neg: tfjs(unary('Neg')),
  NotEqual: truth(binary((a, b) => not(equal(a, b)))),
  OnesLike: tfjs(filledLike(1)),
  Pow: tfjs(arithmetic('Pow')),
  Prelu: float(prelu),
  RealDiv: float(binary(realDivide)),
  Reciprocal: tfjs(floating('Reciprocal')),
  Relu: tfjs(unary('Relu')),
  Relu6: tfjs(
    clip(
      () => 0,
      () => 6,
    ),
  ),
  Round: tfjs(floating('Round')),
  Rsqrt: tfjs(of((x) => inFloat(x, (y) => mapped('Reciprocal', mapped('Sqrt', y))))),
  Select: { lower: select, gradient: 'tfjs', result: 'second' },
  Selu: tfjs(floating('Selu')),
  Sigmoid: tfjs(floating('Sigmoid')),
  Sign: tfjs(of(sign)),
  Sin: tfjs(floating('Sin')),
  Sinh: tfjs(floating('Sinh')),
  Softplus: tfjs(floating('Softplus')),
  Sqrt: tfjs(floating('Sqrt')),
  Square: tfjs(of((x) => multiply(x, x))),
  SquaredDifference: tfjs(binary(squaredDifference)),
  Step: tfjs(of(step)),
  Sub: tfjs(arithmetic('Sub')),
  Tan: tfjs(of((x) => cast(precise(x, tangent), x.dtype))),
  Tanh: tfjs(floating('Tanh')),
  ZerosLike: tfjs(filledLike(0)),
};
