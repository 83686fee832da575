// Writes an encoder and the card that says how it was made.
import { writeFileAtomic, writeSafetensors } from '@dg-sct/checkpoint';
import { readStateDict } from '@dg-sct/training';
import type { Curriculum } from './curriculum.ts';
import type { PretrainResult } from './pretrain.ts';

/** Writes `path` (safetensors) and beside it `.json` with configuration, command and scores. */
export async function saveEncoder(
  path: string,
  curriculum: Curriculum,
  made: PretrainResult & { readonly command: string },
): Promise<void> {
  const stored = await readStateDict(curriculum.encoder, (name) => !curriculum.computed.test(name));
  await writeSafetensors(path, stored, { command: made.command });
  const card = { command: made.command, steps: made.steps, scores: made.scores, config: curriculum.config };
  await writeFileAtomic(path.replace(/\.safetensors$/, '.json'), `${JSON.stringify(card, null, 2)}\n`);
}
