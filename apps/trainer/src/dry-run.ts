// What a run would take, before it is begun: its parameters, its memory and its time, as a table and sentences.
import { type PlannedMemory, planRun, type RunPlan } from '@dg-sct/training';
import type { Config } from './config/schema.ts';
import { CommandError } from './errors.ts';
import { accumulationOf, optimizerOf, prepared, type Splits } from './fit.ts';
import type { CommandIo } from './io.ts';
import { batchesOf, objectiveOf } from './objective.ts';
import { formatSeconds } from './progress.ts';
import { grouped } from './report/numbers.ts';
import { taskOf } from './tasks/registry.ts';

/** Prints the plan. @throws {CommandError} where the run does not fit, with what to change. */
export async function dryRun(config: Config, splits: Splits, io: CommandIo): Promise<void> {
  const { training } = config;
  const { batchSize, seed } = training;
  const task = await taskOf(config.task);
  const { network, clips } = await prepared(config, splits, false, io);
  try {
    const { value: batch } = await batchesOf(task, clips, { batchSize, seed, epoch: 0 }).next();
    if (batch === undefined) throw new CommandError('there is no batch to try; the train split is empty');
    const phase = io.progress.phase('tracing, and trying two steps');
    const plan = await planRun({
      objective: objectiveOf(task, network),
      optimizer: optimizerOf(config, network.trainableParameters()),
      batch,
      lastBatch: clips.size > batchSize ? clips.size % batchSize : 0,
      accumulation: accumulationOf(config),
      ...(training.clipNorm === undefined ? {} : { clipNorm: training.clipNorm }),
    });
    phase.done();
    for (const line of parameterLines(plan)) io.print(line);
    if (plan.memory !== null) io.print(memoryLine(plan.memory));
    if (plan.memory?.fits === false) throw new CommandError(whatToChange(plan.memory, config));
    if (plan.step !== null) io.print(timeLine(plan.step, Math.ceil(clips.size / batchSize), training.epochs));
  } finally {
    network.dispose();
  }
}

export function parameterLines({ parameters }: Pick<RunPlan, 'parameters'>): string[] {
  const sum = (key: 'count' | 'trainable') => parameters.reduce((total, row) => total + row[key], 0);
  const rows = [...parameters, { module: 'together', count: sum('count'), trainable: sum('trainable') }];
  const cells = [
    ['module', 'numbers', 'trainable'],
    ...rows.map(({ module, count, trainable }) => [module, grouped(count), grouped(trainable)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map(([module = '', ...numbers]) =>
    [module.padEnd(widths[0] ?? 0), ...numbers.map((text, i) => text.padStart(widths[i + 1] ?? 0))].join(
      '  ',
    ),
  );
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

export function memoryLine(memory: PlannedMemory): string {
  const { process, variables, constants, training, evaluation, lastBatch, margin } = memory;
  const parts = [
    `the program ${gigabytes(process)}`,
    `weights and moments ${gigabytes(variables + constants)}`,
    `a training batch ${gigabytes(training)}`,
    `evaluation ${gigabytes(evaluation)}`,
    ...(lastBatch > 0 ? [`the smaller last batch ${gigabytes(lastBatch)}`] : []),
    `margin ${gigabytes(margin)}`,
  ];
  return `memory: about ${gigabytes(memory.total)} of ${gigabytes(memory.available)} (${parts.join(', ')})`;
}

export function whatToChange({ total, available, instead }: PlannedMemory, { training }: Config): string {
  const problem = `the run needs about ${gigabytes(total)} and this machine has ${gigabytes(available)}`;
  if (instead === undefined) {
    return `${problem}, and a batch of a single clip needs more, too; use smaller encoders or pictures, or a machine with more memory`;
  }
  const mode = training.accumulationMode === 'mean' ? '' : ' --set training.accumulationMode=mean';
  return `${problem}; use --set training.batchSize=${instead.batchSize} --set training.accumulation=${instead.accumulation}${mode}, which has as many clips to a step`;
}

function timeLine(step: NonNullable<RunPlan['step']>, perEpoch: number, epochs: number): string {
  const epoch = step.seconds * perEpoch;
  return `time: ${formatSeconds(step.seconds)} for a batch, after ${formatSeconds(step.firstSeconds)} for the first; ${perEpoch} to an epoch, so about ${formatSeconds(epoch)} an epoch and ${formatSeconds(epoch * epochs)} for ${epochs}, without evaluation`;
}
