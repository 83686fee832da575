// A tensor of a state dict, checked: that its shape and strides are sizes, and that all it reaches lies in its storage.
import { CheckpointError } from '../checkpoint-error.ts';
import { type Dtype, dtypeBytes } from '../dtype.ts';
import { elementCount } from '../host-tensor.ts';
import type { StoredTensor } from './values.ts';

/** PyTorch's own limit. */
const MAX_AXES = 64;
/**
 * A view that repeats elements may take this much memory, however small its storage and thus the file is; and one that
 * overlaps itself may reach over this much of a storage, which is then read at once.
 */
const MAX_REPEATED_BYTES = 2 ** 26;

/** Where a tensor's elements lie. Counts are of bytes but for the strides. */
export interface TensorView {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Key of the storage, and how long it is. */
  readonly storage: string;
  readonly storageBytes: number;
  /** First byte of the view in its storage, and the byte behind its last; both 0 for a tensor without elements. */
  readonly begin: number;
  readonly end: number;
  /** From one element to the next along each axis, in elements. */
  readonly strides: readonly number[];
  /** Whether its rows share elements, other than by a stride of 0; then these do not follow each other in the storage. */
  readonly overlaps: boolean;
}

/** Throws `TENSOR_INVALID` or `TENSOR_TOO_LARGE`. */
export function checkView(name: string, tensor: StoredTensor, path: string): TensorView {
  const { dtype, shape, strides, offset, storage } = tensor;
  const fail = (problem: string, code: 'TENSOR_INVALID' | 'TENSOR_TOO_LARGE' = 'TENSOR_INVALID') =>
    new CheckpointError(code, `Cannot read '${path}': tensor '${name}' ${problem}.`, { path });
  if (shape.length !== strides.length || shape.length > MAX_AXES) {
    throw fail(`has ${shape.length} sizes and ${strides.length} strides`);
  }
  if (
    ![...shape, ...strides, offset, storage.bytes].every((size) => Number.isSafeInteger(size) && size >= 0)
  ) {
    throw fail(`has shape [${shape}], strides [${strides}] and offset ${offset}; none may be negative`);
  }
  const bytes = elementCount(shape) * dtypeBytes(dtype);
  if (!Number.isSafeInteger(bytes)) throw fail(`has shape [${shape}], more elements than any file can hold`);
  const place = { dtype, shape, strides, storage: storage.key, storageBytes: storage.bytes };
  if (bytes === 0) return { ...place, begin: 0, end: 0, overlaps: false };
  const size = dtypeBytes(dtype);
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * (strides[axis] ?? 0), offset);
  const end = (last + 1) * size;
  if (!(end <= storage.bytes)) {
    throw fail(`reaches to byte ${end} of a storage of ${storage.bytes} bytes`);
  }
  if (bytes > Math.max(storage.bytes, MAX_REPEATED_BYTES)) {
    const problem = `repeats the elements of a storage of ${storage.bytes} bytes until they take ${bytes}`;
    throw fail(problem, 'TENSOR_TOO_LARGE');
  }
  const begin = offset * size;
  const overlaps = overlapsItself(tensor);
  if (overlaps && end - begin > MAX_REPEATED_BYTES) {
    throw fail(`overlaps itself over ${end - begin} bytes of its storage`, 'TENSOR_TOO_LARGE');
  }
  return { ...place, begin, end, overlaps };
}

/** Whether some axis takes a step that is shorter than what the axes of smaller steps reach over. */
function overlapsItself({ shape, strides }: StoredTensor): boolean {
  const axes = shape
    .map((size, axis) => ({ size, stride: strides[axis] ?? 0 }))
    .filter(({ size, stride }) => size > 1 && stride > 0)
    .sort((a, b) => a.stride - b.stride);
  let reach = 1;
  return axes.some(({ size, stride }) => {
    const overlaps = stride < reach;
    reach += (size - 1) * stride;
    return overlaps;
  });
}

/** Whether the view is its storage, element by element. */
export function isWhole({ begin, end, storageBytes, shape, strides }: TensorView): boolean {
  let expected = 1;
  const contiguous = [...shape.entries()].reverse().every(([axis, size]) => {
    const fits = size === 1 || strides[axis] === expected;
    expected *= size;
    return fits;
  });
  return contiguous && begin === 0 && end === storageBytes;
}
