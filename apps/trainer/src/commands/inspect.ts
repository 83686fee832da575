// `dgsct inspect`: what a checkpoint holds, which model it is, and what of it does not fit.
import { checkpointText, describeCheckpoint } from '../checkpoints/describe.ts';
import { openLeavingOut } from '../checkpoints/open.ts';
import { recognize } from '../checkpoints/recognize.ts';
import type { CommandIo } from '../io.ts';
import type { InspectOptions } from './options.ts';

/** 0 for any file that can be read: to say that it fits nothing is an answer too. */
export async function runInspect(
  { file, json = false, ignoreGlobals }: InspectOptions,
  io: CommandIo,
): Promise<number> {
  const checkpoint = await openLeavingOut(file, ignoreGlobals);
  try {
    const description = describeCheckpoint(checkpoint, recognize(checkpoint.entries));
    io.print(json ? JSON.stringify(description, null, 2) : checkpointText(description));
    return 0;
  } finally {
    await checkpoint.close();
  }
}
