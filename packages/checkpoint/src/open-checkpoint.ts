// Opens a checkpoint of any format that is known here. The first bytes decide which it is, not the file's name.
import { CheckpointError } from './checkpoint-error.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { FileReader } from './file-reader.ts';
import { openPytorchLegacy } from './pytorch/legacy-file.ts';
import type { PytorchOptions } from './pytorch/stored-state-dict.ts';
import { openPytorchZip } from './pytorch/zip-file.ts';
import { openSafetensors } from './safetensors-read.ts';
import { openShardedSafetensors } from './sharded-safetensors.ts';

/** Enough to tell every format; a tar archive tells last, at byte 257. */
const HEAD_BYTES = 512;

/**
 * Opens a safetensors file, the index of a sharded one, or a file of `torch.save`, and checks all of it but the
 * tensors' values. Of a PyTorch file only tensors are read, and nothing in it is run. Throws CheckpointError and
 * leaves nothing open when the file is not valid.
 */
export async function openCheckpoint(path: string, options: PytorchOptions = {}): Promise<CheckpointFile> {
  const head = await FileReader.open(path, async (file) => {
    const bytes = await file.read(0, Math.min(file.size, HEAD_BYTES));
    await file.close();
    return Buffer.from(bytes).toString('latin1');
  });
  if (path.endsWith('.safetensors') || head[8] === '{') return openSafetensors(path);
  if (/^\s*\{/.test(head)) return openShardedSafetensors(path);
  if (head.startsWith('PK\x03\x04')) return FileReader.open(path, (file) => openPytorchZip(file, options));
  if (head.startsWith('\x80')) return FileReader.open(path, (file) => openPytorchLegacy(file, options));
  throw new CheckpointError('FORMAT_UNSUPPORTED', `Cannot read '${path}': ${describe(head)}.`, { path });
}

function describe(head: string): string {
  if (head.slice(257, 262) === 'ustar') {
    return 'it is a tar archive, as PyTorch wrote before 0.1.10; load and save it with a newer PyTorch';
  }
  if (/^\s*<(!doctype|html)/i.test(head))
    return 'it is a web page; was something else downloaded than the file?';
  if (head.startsWith('version https://git-lfs'))
    return 'it is a pointer of Git LFS; fetch the file by `git lfs pull`';
  return head === '' ? 'it is empty' : 'it is neither a safetensors file nor one of torch.save';
}
