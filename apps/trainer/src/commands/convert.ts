// `dgsct convert`: a checkpoint in anyone's names and format, or a run, to one safetensors file in our names.
import {
  assertMatch,
  type CheckpointFile,
  type HostTensor,
  joinRows,
  type LazyTensor,
  writeSafetensors,
} from '@dg-sct/checkpoint';
import { saveModule } from '@dg-sct/training';
import { useBackend } from '../backend/use-backend.ts';
import { modelNamed } from '../checkpoints/models.ts';
import { openLeavingOut } from '../checkpoints/open.ts';
import { type Recognized, readAs, recognize } from '../checkpoints/recognize.ts';
import { CommandError, UsageError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import { checkOutputFile } from '../output-file.ts';
import { openRun } from '../run.ts';
import { hasRun } from '../run-folder.ts';
import type { ConvertOptions } from './options.ts';

/** Strict: nothing is written unless every tensor that the model needs is there and nothing unknown is. */
export async function runConvert(options: ConvertOptions, io: CommandIo): Promise<number> {
  const { input, output, as, force = false, ignoreGlobals } = options;
  const model = as === undefined ? undefined : modelNamed(as);
  checkOutputFile(output, 'safetensors', force);
  if (hasRun(input)) return convertRun(options, io);
  const file = await openLeavingOut(input, ignoreGlobals);
  try {
    const found = model === undefined ? recognize(file.entries) : readAs(model, file.entries);
    if (found === undefined || found.report.matched.size === 0) {
      const kind = model === undefined ? 'no model that is known here' : `no ${model.title}`;
      throw new CommandError(`"${input}" holds ${kind}; see what it holds with dgsct inspect`);
    }
    assertMatch(found.report, input);
    await write(output, file, found, io);
    io.print(summary(output, found));
    return 0;
  } finally {
    await file.close();
  }
}

/** The whole network of a run's best epoch, frozen encoders included. */
async function convertRun({ input, output, as }: ConvertOptions, io: CommandIo): Promise<number> {
  if (as !== undefined)
    throw new UsageError(`"${input}" is a run, which says itself what it is; leave --as out`);
  await useBackend();
  const { network, config, dispose } = await openRun(input);
  try {
    await saveModule(output, network, { model: config.task });
    io.print(`${output}: the network of the run ${input}`);
    return 0;
  } finally {
    dispose();
  }
}

async function write(output: string, file: CheckpointFile, found: Recognized, io: CommandIo): Promise<void> {
  const { model, naming, wanted, report } = found;
  const phase = io.progress.phase('converting', report.matched.size);
  let done = 0;
  const tensors = [...report.matched].flatMap(([name, keys]): [string, LazyTensor][] => {
    const [first] = keys.flatMap((key) => file.entries.get(key) ?? []);
    const shape = wanted.shapes.get(name);
    if (first === undefined || shape === undefined) return [];
    const read = async (): Promise<HostTensor> => {
      io.signal.throwIfAborted();
      const parts: HostTensor[] = [];
      for (const key of keys) parts.push(await file.read(key));
      phase.update(++done);
      return joinRows(parts);
    };
    return [[name, { dtype: first.dtype, shape, read }]];
  });
  const { variants } = wanted;
  const variant = variants.length === 1 ? { variant: variants.join() } : {};
  try {
    await writeSafetensors(output, tensors, { model: model.name, ...variant, names: naming.name });
  } catch (error) {
    io.signal.throwIfAborted(); // what stopped the writing is then no fault of the file's
    throw error;
  }
  phase.done(`${done} tensors`);
}

function summary(output: string, { model, naming, wanted, report }: Recognized): string {
  const { matched, ignored, outside } = report;
  const variants = wanted.variants.filter((name) => name !== model.title);
  return [
    `${output}: ${matched.size} tensors of ${model.title}`,
    variants.length === 0 ? '' : ` (${variants.join(' or ')})`,
    `, from the names of ${naming.name}`,
    ignored.length === 0 ? '' : `; ${ignored.length} known and unused left out`,
    outside.length === 0 ? '' : `; ${outside.length} of something else left out`,
  ].join('');
}
