// A tensor in host memory: element type, shape and a typed array, nothing more. Arrays use the machine's byte
// order, which is little-endian on every platform this project's back ends exist for, as in safetensors files.
import { CheckpointError } from './checkpoint-error.ts';
import { allocate, type Dtype, type DtypeArrays, dtypeBytes, holds } from './dtype.ts';

/** Discriminated by `dtype`: testing it tells TypeScript which array `data` is. */
export type HostTensor = {
  readonly [D in Dtype]: {
    readonly dtype: D;
    readonly shape: readonly number[];
    readonly data: DtypeArrays[D];
  };
}[Dtype];

/** Number of elements; NaN when it is too large to count exactly, so that no comparison with it holds. */
export function elementCount(shape: readonly number[]): number {
  if (shape.includes(0)) return 0;
  const count = shape.reduce((product, size) => product * size, 1);
  return Number.isSafeInteger(count) ? count : Number.NaN;
}

/** Throws `TENSOR_INVALID` unless array kind and length fit `dtype` and `shape`. */
export function checkHostTensor(name: string, tensor: HostTensor, path?: string): void {
  const { dtype, shape, data } = tensor;
  checkShape(name, shape, path);
  if (!holds(dtype, data))
    throw invalid(name, `is ${dtype} but its data is a ${data.constructor.name}`, path);
  const count = elementCount(shape);
  if (data.length === count) return;
  throw invalid(
    name,
    `has shape [${shape}], which needs ${count} elements, but its data has ${data.length}`,
    path,
  );
}

/** Throws `TENSOR_INVALID` unless all sizes are possible. */
export function checkShape(name: string, shape: readonly number[], path?: string): void {
  if (shape.every((size) => Number.isSafeInteger(size) && size >= 0)) return;
  throw invalid(name, `has shape [${shape}], but sizes are whole numbers of zero or more`, path);
}

const invalid = (name: string, problem: string, path: string | undefined): CheckpointError =>
  new CheckpointError('TENSOR_INVALID', `Tensor '${name}' ${problem}.`, { path });

/** A zeroed tensor to read values into; throws `TENSOR_TOO_LARGE`. */
export function emptyTensor(
  { dtype, shape }: { readonly dtype: Dtype; readonly shape: readonly number[] },
  name: string,
  path: string,
): HostTensor {
  const count = elementCount(shape);
  try {
    return { dtype, shape, data: allocate(dtype, count) } as HostTensor;
  } catch (cause) {
    const message = `Tensor '${name}' of '${path}' takes ${count * dtypeBytes(dtype)} bytes, more than this machine can give.`;
    throw new CheckpointError('TENSOR_TOO_LARGE', message, { path, cause });
  }
}

/** The bytes of a tensor's data, not copied. */
export const bytesOf = ({ data }: HostTensor): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** Values as float32, rounded to nearest. An F32 tensor gives its own array, not a copy. */
export function toFloat32(tensor: HostTensor): Float32Array {
  switch (tensor.dtype) {
    case 'F32':
      return tensor.data;
    case 'F16':
      return Float32Array.from(tensor.data, halfToFloat);
    case 'BF16':
      return new Float32Array(Uint32Array.from(tensor.data, (bits) => bits << 16).buffer);
    case 'I64':
    case 'U64':
      return Float32Array.from(tensor.data, Number);
    default:
      return Float32Array.from(tensor.data);
  }
}

/** IEEE 754 binary16 bits to a number: 1 sign, 5 exponent and 10 fraction bits. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Tensors one below the other along the first axis. Throws `TENSOR_INVALID` where types or other axes differ. */
export function joinRows(tensors: readonly HostTensor[]): HostTensor {
  const [first, ...others] = tensors;
  if (first === undefined) throw new CheckpointError('TENSOR_INVALID', 'There are no tensors to join.');
  if (others.length === 0) return first;
  const [, ...columns] = first.shape;
  const odd = tensors.find(
    ({ dtype, shape: [rows, ...rest] }) =>
      dtype !== first.dtype || rows === undefined || `${rest}` !== `${columns}`,
  );
  if (odd !== undefined) {
    const [a, b] = [first, odd].map(({ dtype, shape }) => `${dtype} [${shape}]`);
    throw new CheckpointError(
      'TENSOR_INVALID',
      `Tensors ${a} and ${b} cannot be joined along the first axis.`,
    );
  }
  const rows = tensors.reduce((sum, { shape: [count = 0] }) => sum + count, 0);
  const shape = [rows, ...columns];
  const joined = {
    dtype: first.dtype,
    shape,
    data: allocate(first.dtype, elementCount(shape)),
  } as HostTensor;
  let offset = 0;
  for (const tensor of tensors) {
    bytesOf(joined).set(bytesOf(tensor), offset);
    offset += tensor.data.byteLength;
  }
  return joined;
}
