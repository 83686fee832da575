// Single-layer LSTM, optionally bidirectional, PyTorch's parameter names, zero
// initial state, unrolled over time. Both directions advance in one batched
// product per step.
import { element } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { uniform } from '../init.ts';
import { Module } from '../module.ts';
import type { Parameter } from '../parameter.ts';
import { linear } from './linear.ts';

export interface LstmOptions {
  /** Default false. */
  readonly bidirectional?: boolean;
}

/** One direction's weights; rows of the four gates in the order input, forget, cell, output. */
interface Direction {
  /** `[4H, in]` */
  readonly inputWeight: Parameter;
  /** `[4H, H]` */
  readonly hiddenWeight: Parameter;
  /** `[4H]`, added to the other bias. */
  readonly inputBias: Parameter;
  readonly hiddenBias: Parameter;
}

export class Lstm extends Module {
  readonly hidden: number;
  readonly #directions: readonly Direction[];

  constructor(inputs: number, hidden: number, options: LstmOptions = {}) {
    super();
    this.hidden = hidden;
    const suffixes = (options.bidirectional ?? false) ? ['', '_reverse'] : [''];
    const init = uniform(-1 / Math.sqrt(hidden), 1 / Math.sqrt(hidden));
    this.#directions = suffixes.map((suffix) => ({
      inputWeight: this.parameter(`weight_ih_l0${suffix}`, [4 * hidden, inputs], { init }),
      hiddenWeight: this.parameter(`weight_hh_l0${suffix}`, [4 * hidden, hidden], { init }),
      inputBias: this.parameter(`bias_ih_l0${suffix}`, [4 * hidden], { init }),
      hiddenBias: this.parameter(`bias_hh_l0${suffix}`, [4 * hidden], { init }),
    }));
  }

  /** `[B, T, in]` to `[B, T, H]`, or `[B, T, 2H]` (forward, backward) if bidirectional. */
  forward(x: tf.Tensor): tf.Tensor {
    const hiddenWeights = tf.stack(this.#directions.map(({ hiddenWeight }) => hiddenWeight.value));
    let hidden: tf.Tensor | undefined;
    let cell: tf.Tensor | undefined;
    const steps: tf.Tensor[][] = [];
    for (const projected of this.#projectedSteps(x)) {
      const gates =
        hidden === undefined ? projected : projected.add(tf.matMul(hidden, hiddenWeights, false, true));
      [hidden, cell] = advance(gates, cell);
      steps.push(unstack(hidden, 0));
    }
    const outputs = inReadingOrder(steps).map((directions) => tf.concat(directions, -1));
    return tf.stack(outputs, 1);
  }

  /** The inputs' share of the gates at every step, `[directions, B, 4H]`; each direction in its own order of time. */
  #projectedSteps(x: tf.Tensor): tf.Tensor[] {
    const perDirection = this.#directions.map(({ inputWeight, inputBias, hiddenBias }) =>
      unstack(linear(x, inputWeight.value, inputBias.value.add(hiddenBias.value)), 1),
    );
    const steps = Array.from({ length: x.shape[1] ?? 0 }, (_, t) =>
      perDirection.map((list) => element(list, t)),
    );
    return inReadingOrder(steps).map((directions) => tf.stack(directions));
  }
}

/** tfjs has no working gradient for unstacking an axis of length one. */
function unstack(x: tf.Tensor, axis: number): tf.Tensor[] {
  return x.shape[axis] === 1 ? [x.squeeze([axis])] : tf.unstack(x, axis);
}

/** Swaps between time as recorded and time as each direction reads it: the second direction runs backwards. */
function inReadingOrder(steps: readonly tf.Tensor[][]): tf.Tensor[][] {
  const last = steps.length - 1;
  return steps.map((directions, t) =>
    directions.map((tensor, direction) =>
      direction === 0 ? tensor : element(element(steps, last - t), direction),
    ),
  );
}

/** One step: gates `[directions, B, 4H]` and the old cell to the new hidden state and cell, `[directions, B, H]`. */
function advance(gates: tf.Tensor, cell: tf.Tensor | undefined): [tf.Tensor, tf.Tensor] {
  const [input, forget, candidate, output] = tf.split(gates, 4, -1) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const fresh = input.sigmoid().mul(candidate.tanh());
  const next = cell === undefined ? fresh : forget.sigmoid().mul(cell).add(fresh);
  return [output.sigmoid().mul(next.tanh()), next];
}
