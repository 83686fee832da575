// `dgsct export`: a trained run as an ONNX file, and what a program must know to feed it beside it.
import { writeFileAtomic } from '@dg-sct/checkpoint';
import { exportOnnx } from '@dg-sct/tfjs-onnxruntime';
import { useBackend } from '../backend/use-backend.ts';
import { CommandError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import { checkOutputFile } from '../output-file.ts';
import { openRun } from '../run.ts';
import { taskOf } from '../tasks/registry.ts';
import type { ExportCommandOptions } from './options.ts';

export async function runExport(options: ExportCommandOptions, io: CommandIo): Promise<number> {
  const { output, run: dir, force = false } = options;
  checkOutputFile(output, 'onnx', force);
  await useBackend();
  const run = await openRun(dir);
  const exporting = io.progress.phase('exporting');
  try {
    const { input, task: name } = run.config;
    const task = await taskOf(name);
    if (task.clipFunction === undefined) {
      throw new CommandError(
        `a network of the task ${name} is not a function of pictures and sound alone, so it cannot be exported`,
      );
    }
    const { call, signature } = task.clipFunction(run.network, run.config);
    const model = await exportOnnx(call, signature, output, { name: 'dg-sct' });
    const { segments, secondsPerSegment, sampleRate, imageSize } = input;
    const card = {
      task: name,
      classes: run.classes,
      input: { segments, secondsPerSegment, sampleRate, imageSize },
      inputs: model.inputs,
      outputs: model.outputs,
    };
    await writeFileAtomic(output.replace(/onnx$/, 'json'), `${JSON.stringify(card, null, 2)}\n`);
    exporting.done();
    for (const { name, dtype, shape } of model.inputs)
      io.print(`input   ${name} ${dtype} [${shape.join(', ')}]`);
    for (const { name, dtype, shape } of model.outputs)
      io.print(`output  ${name} ${dtype} [${shape.join(', ')}]`);
    io.print(
      `${[output, ...(model.dataPath === undefined ? [] : [model.dataPath])].join(' and ')}: the run ${run.dir}`,
    );
    return 0;
  } finally {
    run.dispose();
  }
}
