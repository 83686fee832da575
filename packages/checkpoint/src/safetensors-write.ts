// Writes safetensors files. The same tensors give the same bytes: larger element types come first, so that every
// tensor starts on a multiple of its element size, and names decide within a type.
import { replaceFile } from './atomic-file.ts';
import { CheckpointError } from './checkpoint-error.ts';
import { dtypeBytes } from './dtype.ts';
import { checkHostTensor, type HostTensor } from './host-tensor.ts';
import { piecesOf } from './pieces.ts';
import { encodeHeader, type Metadata, type SafetensorsEntry } from './safetensors-header.ts';

/**
 * Writes `tensors` to `path` atomically (see `writeFileAtomic`). Throws CheckpointError: `TENSOR_INVALID` before
 * anything is written, `FILE_UNWRITABLE` or `DISK_FULL` with the old file left as it was.
 */
export async function writeSafetensors(
  path: string,
  tensors: Iterable<readonly [string, HostTensor]>,
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
    checkHostTensor(name, tensor, path);
    const { dtype, shape, data } = tensor;
    entries.set(name, { dtype, shape, begin: position, end: position + data.byteLength });
    position += data.byteLength;
  }
  await replaceFile(path, [
    encodeHeader(entries, metadata),
    ...sorted.flatMap(([, { data }]) => [...piecesOf(data)]),
  ]);
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
