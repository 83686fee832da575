// SHA-256 of a file, streamed, to name exactly which weights a run used.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { readError } from './file-error.ts';

/** Lower-case hexadecimal digest; throws CheckpointError `FILE_NOT_FOUND` or `FILE_UNREADABLE`. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash).catch((cause) => {
    throw readError(path, cause);
  });
  return hash.digest('hex');
}
