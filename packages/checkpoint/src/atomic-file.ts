// Replaces a file in one step: a temporary file in the same folder is written, flushed and renamed over it.
// Whoever reads the path sees the old content or the new, never a mixture; a failure leaves the old file alone.
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeError } from './file-error.ts';

/** One write call of more than 2 GiB fails, so larger chunks go out in pieces of this many bytes. */
const PIECE_BYTES = 2 ** 30;

/**
 * Writes `data` (strings as UTF-8) to `path` atomically. Throws CheckpointError `FILE_UNWRITABLE` or `DISK_FULL`;
 * the old file, if there was one, is then unchanged and no temporary file remains.
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  await replaceFile(path, [typeof data === 'string' ? Buffer.from(data) : data]);
}

type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** `writeFileAtomic` for content that comes in chunks, so that it need not be in memory at once. */
export async function replaceFile(path: string, chunks: Chunks): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path); // a symbolic link keeps pointing at its file
    const folder = dirname(target);
    const temporary = join(folder, `.checkpoint-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
    const file = await open(temporary, 'wx');
    try {
      await writeAll(file, chunks).finally(() => file.close());
      await rename(temporary, target);
    } catch (cause) {
      await rm(temporary, { force: true });
      throw cause;
    }
    await syncFolder(folder);
  } catch (cause) {
    throw writeError(path, cause);
  }
}

async function writeAll(file: FileHandle, chunks: Chunks): Promise<void> {
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; ) {
      const piece = chunk.subarray(start, start + PIECE_BYTES);
      start += (await file.write(piece)).bytesWritten;
    }
  }
  await file.sync();
}

/** Makes the rename survive a power cut. Some systems cannot flush a folder; the file itself is safe there too. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle
    ?.sync()
    .catch(() => undefined)
    .finally(() => handle.close());
}
