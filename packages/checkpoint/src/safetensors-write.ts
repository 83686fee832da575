// Writes safetensors files. The same tensors give the same bytes: larger element types come first, so that every
// tensor starts on a multiple of its element size, and names decide within a type.
import { replaceFile } from './atomic-file.ts';
import { CheckpointError } from './checkpoint-error.ts';
import type { TensorInfo } from './checkpoint-file.ts';
import { dtypeBytes } from './dtype.ts';
import { checkHostTensor, checkShape, elementCount, type HostTensor } from './host-tensor.ts';
import { piecesOf } from './pieces.ts';
import { encodeHeader, type Metadata, type SafetensorsEntry } from './safetensors-header.ts';

/** A tensor whose values are read when their turn to be written comes. */
export interface LazyTensor extends TensorInfo {
  read(): Promise<HostTensor>;
}

/**
 * Writes `tensors` to `path` atomically (see `writeFileAtomic`); of lazy ones no more than one is in memory at a time.
 * Throws CheckpointError: `TENSOR_INVALID`, `FILE_UNWRITABLE`, `DISK_FULL`, or that of a `read`, with the old file left
 * as it was.
 */
export async function writeSafetensors(
  path: string,
  tensors: Iterable<readonly [string, HostTensor | LazyTensor]>,
  metadata: Metadata = {},
): Promise<void> {
  const sorted = [...tensors].sort(
    ([a, x], [b, y]) => dtypeBytes(y.dtype) - dtypeBytes(x.dtype) || order(a, b),
  );
  const entries = new Map<string, SafetensorsEntry>();
  let position = 0;
  for (const [name, tensor] of sorted) {
    if (name === '__metadata__' || entries.has(name)) {
      const problem = entries.has(name) ? 'given twice' : 'reserved by the format';
      throw new CheckpointError('TENSOR_INVALID', `Tensor name '${name}' is ${problem}.`, { path });
    }
    const { dtype, shape } = tensor;
    if ('data' in tensor) checkHostTensor(name, tensor, path);
    else checkShape(name, shape, path);
    const end = position + elementCount(shape) * dtypeBytes(dtype);
    entries.set(name, { dtype, shape, begin: position, end });
    position = end;
  }
  await replaceFile(path, contentOf(encodeHeader(entries, metadata), sorted, path));
}

async function* contentOf(
  header: Uint8Array,
  tensors: readonly (readonly [string, HostTensor | LazyTensor])[],
  path: string,
): AsyncGenerator<Uint8Array> {
  yield header;
  for (const [name, tensor] of tensors) {
    const { dtype, shape } = tensor;
    const read = 'data' in tensor ? tensor : await tensor.read();
    // What was read must be what the header announced.
    checkHostTensor(name, { ...read, dtype, shape } as HostTensor, path);
    yield* piecesOf(read.data);
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
