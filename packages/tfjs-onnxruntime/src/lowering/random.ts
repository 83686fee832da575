// Counter-based noise as integer arithmetic on the graph; the host twin is
// `uniformNoise` in ops/random.ts, and a test holds the two equal.
import { cast, emit, pointwise, reshape, scalar } from '../emit.ts';
import { hostValue, sizeOf, type Value } from '../value.ts';
import { input, numberAttribute, numbersAttribute } from './arguments.ts';
import type { KernelCall, KernelEntry } from './types.ts';

const GOLDEN = 0x9e3779b1;

function xor(a: Value, b: Value): Value {
  const shape = a.shape.length >= b.shape.length ? a.shape : b.shape;
  return pointwise('BitwiseXor', [a, b], 'uint32', shape);
}

function shiftRight(x: Value, bits: number): Value {
  return emit('BitShift', [x, scalar(bits, 'uint32')], 'uint32', x.shape, { direction: 'RIGHT' });
}

/** Product modulo 2^32; ONNX Runtime multiplies 64-bit integers but not unsigned 32-bit ones. */
function multiply(x: Value, factor: number): Value {
  return cast(pointwise('Mul', [cast(x, 'int64'), scalar(factor, 'int64')], 'int64', x.shape), 'uint32');
}

function mix(x: Value): Value {
  let h = multiply(xor(x, shiftRight(x, 16)), 0x85ebca6b);
  h = multiply(xor(h, shiftRight(h, 13)), 0xc2b2ae35);
  return xor(h, shiftRight(h, 16));
}

function counterUniform(call: KernelCall): Value {
  const counter = input(call, 'counter');
  const shape = numbersAttribute(call.attributes, 'shape');
  const key = scalar(numberAttribute(call.attributes, 'key'), 'uint32');
  const base = mix(xor(mix(cast(cast(counter, 'int64'), 'uint32')), key));
  const count = sizeOf(shape);
  const offsets = hostValue(
    Uint32Array.from({ length: count }, (_, i) => Math.imul(i, GOLDEN)),
    'uint32',
    [count],
  );
  const bits = shiftRight(mix(xor(offsets, base)), 8);
  const unit = pointwise('Mul', [cast(bits, 'float32'), scalar(1 / 0x1000000, 'float32')], 'float32', [
    count,
  ]);
  return reshape(unit, shape);
}

export const RANDOM: Readonly<Record<string, KernelEntry>> = {
  CounterUniform: { lower: counterUniform, gradient: 'none' },
};
