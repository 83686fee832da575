// What a run will take before it is begun: its parameters, the memory of its graphs, and the time of a step.

import { totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';
import type { Optimizer } from '@dg-sct/nn';
import { BACKEND_NAME } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { type Accumulation, NO_ACCUMULATION } from './accumulation.ts';
import type { Batch } from './batch.ts';
import { Evaluator } from './evaluate.ts';
import { type PlannedMemory, plannedMemory } from './memory-plan.ts';
import type { Objective } from './objective.ts';
import { type ModuleCount, parameterTable } from './parameter-table.ts';
import { TrainingStep } from './step.ts';

export interface PlanOptions {
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  /** One of the largest of the run. */
  readonly batch: Batch;
  /** Clips in a smaller last batch of each epoch, which has graphs of its own; default 0: there is none. */
  readonly lastBatch?: number;
  readonly accumulation?: Accumulation;
  readonly clipNorm?: number;
  /** Default: that of the machine, or of the container that the process is in. */
  readonly availableBytes?: number;
}

export interface RunPlan {
  readonly parameters: readonly ModuleCount[];
  /** Null on a backend that has no graphs. */
  readonly memory: PlannedMemory | null;
  /** Null where the run does not fit, and no step was tried. */
  readonly step: {
    /** Of the first step, which traces and compiles. */
    readonly firstSeconds: number;
    /** Of one batch, forward and backward, after that. */
    readonly seconds: number;
  } | null;
}

/** Plans a run by tracing it, and by two steps on `batch`, which change the network: make another one for the run. */
export async function planRun(options: PlanOptions): Promise<RunPlan> {
  const { objective, optimizer, batch, accumulation = NO_ACCUMULATION, clipNorm } = options;
  const accumulate = accumulation.batches > 1 && accumulation.mode === 'mean';
  const parameters = parameterTable(objective.network);
  const step = new TrainingStep(objective, { optimizer, seed: 0, accumulate, clipNorm });
  const evaluator = new Evaluator(objective);
  try {
    const memory =
      tf.getBackend() === BACKEND_NAME
        ? plannedMemory(
            { training: await step.memory(batch), evaluation: await evaluator.memory(batch) },
            {
              batchSize: batch.names.length,
              accumulation: accumulation.batches,
              lastBatch: options.lastBatch ?? 0,
            },
            { process: process.memoryUsage.rss(), available: options.availableBytes ?? machineMemory() },
          )
        : null;
    if (memory?.fits === false) return { parameters, memory, step: null };
    const firstSeconds = await secondsOf(() => step.update(batch, 0));
    const seconds = await secondsOf(() => step.update(batch, 0));
    return { parameters, memory, step: { firstSeconds, seconds } };
  } finally {
    await Promise.all([step.dispose(), evaluator.dispose()]);
  }
}

/** Bytes that this process may use: the machine's, or fewer in a container. */
function machineMemory(): number {
  const limit = constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

async function secondsOf(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await action();
  return (performance.now() - began) / 1000;
}
