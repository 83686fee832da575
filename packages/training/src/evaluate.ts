// Evaluation: outputs in evaluation mode, mean losses and a metric over a set.
import { EVAL } from '@dg-sct/nn';
import { toHostArrays } from '@dg-sct/task';
import { type CompiledFunction, compile, type MemoryEstimate } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { type Batch, signatureOf, type Tensors, toTensors } from './batch.ts';
import { TrainingError } from './errors.ts';
import { addLosses, type LossTerms, meanLosses, noLosses, readLosses } from './loss-meter.ts';
import type { Objective } from './objective.ts';

export interface EvaluationReport {
  /** Mean loss terms over the clips. */
  readonly losses: LossTerms;
  readonly metrics: Readonly<Record<string, number>>;
  readonly clips: number;
}

export interface EvaluationOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch. */
  readonly onBatch?: (done: { readonly batch: number; readonly clips: number }) => void;
}

/** Evaluates one objective any number of times; the computation is compiled once. */
export class Evaluator {
  readonly #objective: Objective;
  readonly #forward: CompiledFunction<
    { inputs: Tensors; targets: Tensors },
    { outputs: Tensors; terms: Tensors }
  >;

  constructor(objective: Objective) {
    this.#objective = objective;
    this.#forward = compile(
      ({ inputs, targets }) => {
        const outputs = objective.forward(inputs, EVAL);
        return { outputs, terms: objective.loss(outputs, targets) };
      },
      { name: 'evaluation' },
    );
  }

  /** Runs over a whole set; undefined when the signal stopped it before the end. Throws `NO_BATCHES`. */
  async run(
    batches: AsyncIterable<Batch>,
    { signal, onBatch }: EvaluationOptions = {},
  ): Promise<EvaluationReport | undefined> {
    const metric = this.#objective.metric();
    const sums = noLosses();
    let batch = 0;
    for await (const { inputs, targets, names } of batches) {
      if (signal?.aborted) return undefined;
      const tensors = { inputs: toTensors(inputs), targets: toTensors(targets) };
      try {
        const { outputs, terms } = await this.#forward(tensors);
        metric.add(await toHostArrays(outputs), targets);
        tf.dispose(outputs);
        addLosses(sums, await readLosses(terms, names), names.length);
      } finally {
        tf.dispose(tensors);
      }
      batch += 1;
      onBatch?.({ batch, clips: sums.clips });
    }
    if (batch === 0) throw new TrainingError('NO_BATCHES', 'the evaluation set has no batches');
    return { losses: meanLosses(sums), metrics: metric.result(), clips: sums.clips };
  }

  /** What its graph takes for batches like this one. It is traced, not run. */
  async memory({ inputs, targets }: Batch): Promise<MemoryEstimate> {
    const signature = { inputs: signatureOf(inputs), targets: signatureOf(targets) };
    return (await this.#forward.explain(signature)).memory;
  }

  dispose(): Promise<void> {
    return this.#forward.dispose();
  }
}

/** Evaluates once. Throws the signal's reason when it stops the evaluation, TrainingError `NO_BATCHES` for an empty set. */
export async function evaluate(
  objective: Objective,
  batches: AsyncIterable<Batch>,
  options: EvaluationOptions = {},
): Promise<EvaluationReport> {
  const evaluator = new Evaluator(objective);
  try {
    const report = await evaluator.run(batches, options);
    if (report === undefined) throw options.signal?.reason;
    return report;
  } finally {
    await evaluator.dispose();
  }
}
