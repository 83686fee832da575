// Where question answering begins: with the grounding of a first stage.
import { openCheckpoint, toFloat32 } from '@dg-sct/checkpoint';
import type { HostArray } from '@dg-sct/task';
import { type AvqaNetwork, initializeFromGrounding } from '@dg-sct/task-avqa';
import { weightsIn } from '../../run-folder.ts';

/** @param from run folder of a first stage, whose best epoch counts, or a checkpoint file. @throws {AvqaError} where it does not fit. */
export async function beginWithGrounding({ head }: AvqaNetwork, from: string): Promise<void> {
  const file = await openCheckpoint(await weightsIn(from));
  try {
    const tensors = new Map<string, HostArray>();
    for (const [name, { dtype, shape }] of file.entries) {
      if (!/^(module\.)?fc/.test(name) || !/^(F|BF)/.test(dtype)) continue;
      tensors.set(name, { shape, data: toFloat32(await file.read(name)) });
    }
    initializeFromGrounding(head, tensors);
  } finally {
    await file.close();
  }
}
