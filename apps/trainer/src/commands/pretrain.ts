// `dgsct pretrain`: trains a tiny encoder from nothing on renderings made for it.
import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError, reasonOf } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import type { Curriculum } from '../pretrain/curriculum.ts';
import { pretrain } from '../pretrain/pretrain.ts';
import { saveEncoder } from '../pretrain/save.ts';
import type { PretrainOptions } from './options.ts';

const RECIPE = { batchSize: 64, learningRate: 3e-3, weightDecay: 0.05 };
const STEPS = { 'swin-v2': 6000, htsat: 900 };

export async function runPretrain(options: PretrainOptions, io: CommandIo): Promise<number> {
  const { encoder, out, seed } = options;
  const steps = options.steps ?? STEPS[encoder];
  await checkWritable(dirname(out));
  const loading = io.progress.phase('loading pictures and sounds');
  const curriculum = await curriculumOf(encoder);
  loading.done();
  const training = io.progress.phase('pre-training', steps);
  const result = await pretrain(curriculum, {
    ...RECIPE,
    steps,
    seed,
    signal: io.signal,
    onStep: (step, loss) => training.update(step, `loss ${loss.toFixed(3)}`),
  });
  training.done(`${result.steps} steps`);
  const command = `dgsct pretrain --encoder ${encoder} --steps ${steps} --seed ${seed}`;
  await saveEncoder(out, curriculum, { ...result, command });
  for (const [name, accuracy] of Object.entries(result.scores)) {
    io.print(`${name}: ${(100 * accuracy).toFixed(1)} %`);
  }
  io.signal.throwIfAborted();
  return 0;
}

async function curriculumOf(encoder: PretrainOptions['encoder']): Promise<Curriculum> {
  return encoder === 'swin-v2'
    ? (await import('../pretrain/pictures.ts')).pictureCurriculum()
    : (await import('../pretrain/sounds.ts')).soundCurriculum();
}

/** Training for minutes and then failing to save would be a waste. */
async function checkWritable(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new CommandError(
      `The weights cannot be written to the folder "${folder}" (${reasonOf(error)}); make it, or name another with --out.`,
    );
  }
}
