// Counter-based noise as integer arithmetic on the graph; the host twin is
// `uniformNoise` in ops/random.ts, and a test holds the two equal.
import { cast, emit, pointwise, reshape, scalar } from '../emit.ts';
import { TraceError } from '../errors.ts';
import { currentTrace } from '../recording.ts';
import { hostValue, sizeOf, type Value } from '../value.ts';
import { flag, input, numberAttribute, numbersAttribute, size } from './arguments.ts';
import { filled, greaterOrEqual, reduce } from './compose.ts';
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

/** Numbers in [0, 1): a hash of the element, the counter and the key. */
function uniform(counter: Value, key: Value, shape: readonly number[]): Value {
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

function counterUniform(call: KernelCall): Value {
  const key = scalar(numberAttribute(call.attributes, 'key'), 'uint32');
  return uniform(input(call, 'counter'), key, numbersAttribute(call.attributes, 'shape'));
}

/** Classes drawn by their probabilities: the number of cumulated ones that a uniform number reaches. */
function multinomial(call: KernelCall): Value {
  const logits = input(call, 'logits');
  const samples = numberAttribute(call.attributes, 'numSamples');
  const seed = numberAttribute(call.attributes, 'seed');
  const trace = currentTrace();
  // tfjs makes a fraction where no seed was given.
  if (trace !== undefined && !Number.isInteger(seed)) {
    throw new TraceError(
      'RANDOM_CONSTANT',
      `its seed was drawn while "${trace}" was traced, so each call would draw the same classes; compare randomUniform(shape, counter, key) of this package with the cumulated probabilities, or give a seed`,
    );
  }
  const [rows, classes] = [size(logits, 0), size(logits, 1)];
  const probabilities = flag(call.attributes, 'normalized')
    ? logits
    : emit('Softmax', [logits], 'float32', logits.shape, { axis: -1 });
  const axis = scalar(1, 'int32');
  const cumulated = emit('CumSum', [probabilities, axis], 'float32', logits.shape);
  // Seeds are fractions as often as whole numbers; all their bits count.
  const [low = 0, high = 0] = new Uint32Array(Float64Array.of(seed).buffer);
  const drawn = uniform(scalar(0, 'int32'), scalar((low ^ high) >>> 0, 'uint32'), [rows, samples, 1]);
  const reached = greaterOrEqual(drawn, reshape(cumulated, [rows, 1, classes]));
  const count = reduce('ReduceSum', cast(reached, 'int32'), [2], false);
  // Rounding may leave the sum of all below one.
  return emit('Min', [count, filled(count.shape, classes - 1, 'int32')], 'int32', count.shape);
}

export const RANDOM: Readonly<Record<string, KernelEntry>> = {
  CounterUniform: { lower: counterUniform, gradient: 'none', result: 'float32' },
  Multinomial: { lower: multinomial, gradient: 'none', result: 'int32' },
};
