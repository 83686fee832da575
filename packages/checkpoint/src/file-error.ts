// Turns the file system's error codes into CheckpointErrors with a sentence a person can act on.
import { CheckpointError, type CheckpointErrorCode } from './checkpoint-error.ts';

const systemCode = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** An error while opening or reading `path`. A CheckpointError passes through as it is. */
export function readError(path: string, cause: unknown): CheckpointError {
  if (cause instanceof CheckpointError) return cause;
  const [code, problem] = describeRead(systemCode(cause), messageOf(cause));
  return new CheckpointError(code, `Cannot read '${path}': ${problem}.`, { path, cause });
}

function describeRead(code: string, message: string): [CheckpointErrorCode, string] {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return ['FILE_NOT_FOUND', 'there is no such file'];
    case 'EISDIR':
      return ['FILE_UNREADABLE', 'it is a folder, not a file'];
    case 'EACCES':
    case 'EPERM':
      return ['FILE_UNREADABLE', 'permission denied'];
    default:
      return ['FILE_UNREADABLE', message];
  }
}

/** An error while writing `path`, whose old content, if any, is still there. */
export function writeError(path: string, cause: unknown): CheckpointError {
  if (cause instanceof CheckpointError) return cause;
  const [code, problem] = describeWrite(systemCode(cause), messageOf(cause));
  return new CheckpointError(code, `Cannot write '${path}': ${problem}.`, { path, cause });
}

/** Why something could not be written, in a few words such as `the disk is full`. */
export function writeProblem(cause: unknown): string {
  const root = cause instanceof CheckpointError ? (cause.cause ?? cause) : cause;
  return describeWrite(systemCode(root), messageOf(root))[1];
}

function describeWrite(code: string, message: string): [CheckpointErrorCode, string] {
  switch (code) {
    case 'ENOENT':
      return ['FILE_UNWRITABLE', 'its folder does not exist'];
    case 'ENOTDIR':
      return ['FILE_UNWRITABLE', 'a part of the path is a file, not a folder'];
    case 'EISDIR':
    case 'ENOTEMPTY':
    case 'EEXIST':
      return ['FILE_UNWRITABLE', 'a folder of that name is in the way'];
    case 'EACCES':
    case 'EPERM':
      return ['FILE_UNWRITABLE', 'permission denied'];
    case 'EROFS':
      return ['FILE_UNWRITABLE', 'the file system is read-only'];
    case 'ENOSPC':
    case 'EDQUOT':
      return ['DISK_FULL', 'the disk is full'];
    default:
      return ['FILE_UNWRITABLE', message];
  }
}
