// A file that is read at given positions, never as a whole, so that it may be larger than memory.
import { type FileHandle, open } from 'node:fs/promises';
import { CheckpointError } from './checkpoint-error.ts';
import { readError } from './file-error.ts';
import { piecesOf } from './pieces.ts';

/** An open file. `size` is what it was when it was opened. */
export class FileReader {
  private constructor(
    private readonly file: FileHandle,
    readonly path: string,
    readonly size: number,
  ) {}

  /**
   * Opens `path` and gives it to `use`, which makes a larger object of it and takes over closing. When `use` fails,
   * the file is closed here. Throws only CheckpointError.
   */
  static async open<T>(path: string, use: (reader: FileReader) => Promise<T>): Promise<T> {
    const file = await open(path, 'r').catch((cause) => {
      throw readError(path, cause);
    });
    try {
      return await use(new FileReader(file, path, (await file.stat()).size));
    } catch (cause) {
      await file.close();
      throw readError(path, cause);
    }
  }

  /** Fills `target` from `position` on; throws `FILE_TRUNCATED` or `FILE_UNREADABLE`. */
  async fill<V extends ArrayBufferView>(target: V, position: number): Promise<V> {
    let at = position;
    for (const piece of piecesOf(target)) {
      for (let start = 0; start < piece.length; ) {
        const read = this.file.read(piece, start, piece.length - start, at);
        const { bytesRead } = await read.catch((cause) => {
          throw readError(this.path, cause);
        });
        if (bytesRead === 0) throw endedEarly(this.path, at);
        start += bytesRead;
        at += bytesRead;
      }
    }
    return target;
  }

  /** The `length` bytes from `position` on. The caller has checked `length`: so much memory is claimed. */
  read(position: number, length: number): Promise<Uint8Array> {
    return this.fill(new Uint8Array(length), position);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

export const endedEarly = (path: string, at: number): CheckpointError =>
  new CheckpointError('FILE_TRUNCATED', `Cannot read '${path}': it ended at byte ${at} while being read.`, {
    path,
  });
