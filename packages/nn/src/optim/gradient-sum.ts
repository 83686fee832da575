// Gradients summed over several batches, for an optimizer step on more clips
// than fit into memory at once. The sums are buffers, so a traced step keeps them.
import type * as tf from '@tensorflow/tfjs';
import { NnError } from '../errors.ts';
import { zeros } from '../init.ts';
import { Module } from '../module.ts';
import type { Parameter } from '../parameter.ts';
import type { Gradients } from './optimizer.ts';

export class GradientSum extends Module {
  readonly #sums = new Map<string, Parameter>();

  constructor(parameters: ReadonlyMap<string, Parameter>) {
    super();
    for (const [name, { shape }] of parameters)
      this.#sums.set(name, this.buffer(name, shape, { init: zeros }));
    this.initialize(0);
  }

  /** Adds the gradients of one batch. */
  add(gradients: Gradients): void {
    for (const [name, gradient] of gradients) {
      const sum = this.#sum(name);
      sum.assign(sum.value.add(gradient));
    }
  }

  /** The sums with the last batch's gradients added; the sums start again from zero. */
  take(gradients: Gradients): Map<string, tf.Tensor> {
    const totals = new Map<string, tf.Tensor>();
    for (const [name, gradient] of gradients) {
      const sum = this.#sum(name);
      totals.set(name, sum.value.add(gradient));
      sum.assign(sum.value.zerosLike());
    }
    return totals;
  }

  #sum(name: string): Parameter {
    const sum = this.#sums.get(name);
    if (sum === undefined) {
      throw new NnError(
        'BAD_ARGUMENT',
        `the gradient sum was given "${name}" but was not created with that parameter`,
      );
    }
    return sum;
  }
}
