// One call of a kernel: its lowering, the dtypes that the table promises, errors that say
// which kernel it was and what it was given, and results without elements, which need no work.
import { TraceError } from '../errors.ts';
import { currentScope, withKernel } from '../scope.ts';
import { type ElementType, hostValue, sizeOf, type Value, zeros } from '../value.ts';
import type { KernelCall, KernelEntry, ResultType } from './types.ts';

/** ONNX Runtime refuses empty tensors in many kernels; a leaf takes the place of what would compute one. */
function withoutEmptyWork(value: Value): Value {
  if (value.node === undefined || sizeOf(value.shape) > 0) return value;
  return hostValue(zeros(value.dtype, 0), value.dtype, value.shape);
}

/** The dtype that the table promises for result number `index`. */
function promised({ result }: KernelEntry, { inputs, attributes }: KernelCall, index: number): ElementType {
  const [first, second] = Object.values(inputs);
  const rule: ResultType = typeof result === 'string' ? result : (result[index] ?? 'first');
  switch (rule) {
    case 'attribute':
      return (attributes.dtype ?? 'float32') as ElementType;
    case 'first':
      return first?.dtype ?? 'float32';
    case 'second':
      return second?.dtype ?? 'float32';
    case 'counted':
      return first?.dtype === 'bool' ? 'int32' : (first?.dtype ?? 'float32');
    default:
      return rule;
  }
}

interface Described {
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** Such as `BatchMatMul(a: float32[2,3], b: float32[3,4])`. */
export function describeCall(
  kernel: string,
  inputs: Readonly<Record<string, Described | null | undefined>>,
): string {
  const given = Object.entries(inputs).flatMap(([name, input]) =>
    // Inputs that a call leaves out are there by name all the same.
    input === undefined || input === null ? [] : [`${name}: ${input.dtype}[${input.shape}]`],
  );
  return `${kernel}(${given.join(', ')})`;
}

/** Lowers one call. Errors of lowerings get the kernel's name and the inputs' dtypes and shapes. */
export function lowerCall(kernel: string, entry: KernelEntry, call: KernelCall): Value | Value[] {
  const finish = (value: Value, index: number): Value => {
    const wanted = promised(entry, call, index);
    if (value.dtype !== wanted)
      throw new Error(`${kernel} gave ${value.dtype} where its rule says ${wanted}`);
    return withoutEmptyWork(value);
  };
  try {
    const result = withKernel(kernel, () => entry.lower(call));
    return Array.isArray(result) ? result.map(finish) : finish(result, 0);
  } catch (error) {
    // What tfjs's own checks say stays as every backend says it.
    if (!(error instanceof TraceError)) throw error;
    throw new TraceError(
      error.code,
      `${describeCall(kernel, call.inputs)}: ${error.message}`,
      currentScope(),
    );
  }
}
