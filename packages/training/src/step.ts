// The three computations of training, compiled once each: an optimizer step,
// a batch whose gradients only add up, and a batch that is only looked at.
import {
  clipByGlobalNorm,
  GradientSum,
  type Gradients,
  type Optimizer,
  RandomStream,
  valueAndGradients,
} from '@dg-sct/nn';
import { type CompiledFunction, compile, type MemoryEstimate } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { type Batch, signatureOf, type Tensors, toTensors } from './batch.ts';
import { TrainingError } from './errors.ts';
import { type LossTerms, readLosses } from './loss-meter.ts';
import type { Objective } from './objective.ts';

type StepInputs = {
  readonly inputs: Tensors;
  readonly targets: Tensors;
  /** Share of this batch in the step's gradient. */
  readonly weight: tf.Tensor;
  readonly learningRate: tf.Tensor;
};

export interface StepOptions {
  readonly optimizer: Optimizer;
  readonly seed: number;
  /** Several batches are summed before a step. */
  readonly accumulate: boolean;
  readonly clipNorm?: number | undefined;
}

export class TrainingStep {
  readonly random: RandomStream;
  readonly #objective: Objective;
  readonly #optimizer: Optimizer;
  readonly #clipNorm: number | undefined;
  readonly #sum: GradientSum | undefined;
  readonly #update: CompiledFunction<StepInputs, Tensors>;
  readonly #accumulate: CompiledFunction<StepInputs, Tensors>;
  readonly #observe: CompiledFunction<StepInputs, Tensors>;

  constructor(objective: Objective, { optimizer, seed, accumulate, clipNorm }: StepOptions) {
    const parameters = objective.network.trainableParameters();
    this.random = new RandomStream(seed);
    this.#objective = objective;
    this.#optimizer = optimizer;
    this.#clipNorm = clipNorm;
    this.#sum = accumulate ? new GradientSum(parameters) : undefined;

    const differentiated = (step: StepInputs, use: (gradients: Gradients) => void): Tensors =>
      this.#finish(() => {
        const { value, gradients } = valueAndGradients(() => this.#weighted(step), parameters);
        use(gradients);
        const { total: _, ...terms } = value;
        return terms;
      });
    this.#update = compile(
      (step) => differentiated(step, (gradients) => this.#apply(gradients, step.learningRate)),
      { name: 'training step', inPlace: true },
    );
    this.#accumulate = compile((step) => differentiated(step, (gradients) => this.#sum?.add(gradients)), {
      name: 'gradient accumulation',
      inPlace: true,
    });
    this.#observe = compile((step) => this.#finish(() => this.#terms(step)), {
      name: 'training forward pass',
    });
  }

  /** Gradients of this batch (and of those accumulated before it) change the parameters. */
  update(batch: Batch, learningRate: number, weight = 1): Promise<LossTerms> {
    return this.#run(this.#update, batch, weight, learningRate);
  }

  /** Gradients of this batch are kept for the next update. */
  accumulate(batch: Batch, weight: number): Promise<LossTerms> {
    return this.#run(this.#accumulate, batch, weight, 0);
  }

  /** The batch passes through in training mode, so running statistics take it in; there are no gradients. */
  observe(batch: Batch): Promise<LossTerms> {
    return this.#run(this.#observe, batch, 1, 0);
  }

  /** What the graph of an update takes for batches like this one. It is traced, not run. */
  async memory({ inputs, targets }: Batch): Promise<MemoryEstimate> {
    const scalar = { shape: [] };
    const { memory } = await this.#update.explain({
      inputs: signatureOf(inputs),
      targets: signatureOf(targets),
      weight: scalar,
      learningRate: scalar,
    });
    return memory;
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#update, this.#accumulate, this.#observe].map((compiled) => compiled.dispose()));
    this.#sum?.dispose();
    this.random.dispose();
  }

  #terms({ inputs, targets }: StepInputs): Tensors {
    const outputs = this.#objective.forward(inputs, { training: true, random: this.random });
    const terms = this.#objective.loss(outputs, targets);
    if ('total' in terms || Object.keys(terms).length === 0) {
      const message =
        'a loss needs at least one term, and none may be named "total": the terms are summed here';
      throw new TrainingError('BAD_OBJECTIVE', message);
    }
    return terms;
  }

  #weighted(step: StepInputs): { total: tf.Tensor; [name: string]: tf.Tensor } {
    const terms = this.#terms(step);
    return { ...terms, total: tf.addN(Object.values(terms)).mul(step.weight) };
  }

  #apply(gradients: Gradients, learningRate: tf.Tensor): void {
    const summed = this.#sum === undefined ? gradients : this.#sum.take(gradients);
    const clipped =
      this.#clipNorm === undefined ? summed : clipByGlobalNorm(summed, this.#clipNorm).gradients;
    this.#optimizer.apply(clipped, learningRate);
  }

  /** Ends every computation: the next one draws other noise. */
  #finish(computation: () => Tensors): Tensors {
    const terms = computation();
    this.random.advance();
    return terms;
  }

  async #run(
    compiled: CompiledFunction<StepInputs, Tensors>,
    { inputs, targets, names }: Batch,
    weight: number,
    learningRate: number,
  ): Promise<LossTerms> {
    const step = {
      inputs: toTensors(inputs),
      targets: toTensors(targets),
      weight: tf.scalar(weight),
      learningRate: tf.scalar(learningRate),
    };
    try {
      return await readLosses(await compiled(step), names);
    } finally {
      tf.dispose(step);
    }
  }
}
