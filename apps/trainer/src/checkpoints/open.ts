// Opens a checkpoint for `dgsct inspect` and `dgsct convert`, which may leave out what is no tensor.
import { CheckpointError, type CheckpointFile, openCheckpoint } from '@dg-sct/checkpoint';
import { CommandError } from '../errors.ts';

/** `openCheckpoint`; where a file of PyTorch holds more than tensors, the error says how to leave that out. */
export async function openLeavingOut(
  path: string,
  ignoreGlobals: readonly string[] = [],
): Promise<CheckpointFile> {
  try {
    return await openCheckpoint(path, { ignoreGlobals });
  } catch (error) {
    if (!(error instanceof CheckpointError) || error.globals === undefined) throw error;
    const names = [...ignoreGlobals, ...error.globals].join(',');
    throw new CommandError(
      `"${path}" refers to ${error.globals.join(', ')}, which rebuild no tensors; nothing of it was run. To leave out what they stand for, add --ignore-globals ${names}`,
    );
  }
}
