// What is trained and how it is judged: the contract between this loop and a
// model. The loop knows nothing of what the tensors mean.
import type { Context, Module } from '@dg-sct/nn';
import type { Losses, MetricAccumulator, Outputs, Targets } from '@dg-sct/task';
import type { Tensors } from './batch.ts';

/** A network with its loss and metric. `forward` and `loss` use tensor operations only, so that they trace. */
export interface Objective {
  readonly network: Module;
  forward(inputs: Tensors, context: Context): Outputs;
  /** Named scalar terms, each a mean over the clips of the batch; their sum is minimised. */
  loss(outputs: Outputs, targets: Targets): Losses;
  /** A fresh accumulator, one for each pass over an evaluation set. */
  metric(): MetricAccumulator;
}
