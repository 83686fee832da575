// Replaces a file in one step: whoever reads the path sees the old content or the
// new, never a mixture, and a failure leaves the old file alone.
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, realpath, rename, rm } from 'node:fs/promises';
import { TraceError } from '../errors.ts';

/** One write call of more than 2 GiB fails, so larger chunks go out in pieces of this many bytes. */
const PIECE_BYTES = 2 ** 30;

/** Writes `chunks`, one after the other, to a file that then takes the place of `path`. */
export async function replaceFile(path: string, chunks: Iterable<Uint8Array>): Promise<void> {
  try {
    // A symbolic link keeps pointing at its file.
    const target = await realpath(path).catch(() => path);
    const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
    const file = await open(temporary, 'wx');
    try {
      await writeAll(file, chunks).finally(() => file.close());
      await rename(temporary, target);
    } catch (cause) {
      await rm(temporary, { force: true });
      throw cause;
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TraceError(
      'FILE',
      `"${path}" cannot be written (${reason}); choose a path in a writable folder`,
    );
  }
}

async function writeAll(file: FileHandle, chunks: Iterable<Uint8Array>): Promise<void> {
  for (const chunk of chunks) {
    for (let start = 0; start < chunk.length; ) {
      start += (await file.write(chunk.subarray(start, start + PIECE_BYTES))).bytesWritten;
    }
  }
  await file.sync();
}
