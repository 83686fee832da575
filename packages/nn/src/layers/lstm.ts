// LSTM in layers, optionally bidirectional, PyTorch's parameter names, zero
// initial state, unrolled over time. Both directions of a layer advance in one
// batched product per step.
import { element } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { uniform } from '../init.ts';
import { Module } from '../module.ts';
import type { Parameter } from '../parameter.ts';
import { linear } from './linear.ts';

export interface LstmOptions {
  /** Default false. */
  readonly bidirectional?: boolean;
  /** Layers, each reading the one below; default 1. */
  readonly layers?: number;
}

/** What a pass over a sequence leaves behind; with two directions each layer has two entries, forward first. */
export interface LstmRun {
  /** Hidden states of the last layer, `[B, T, H]`, or `[B, T, 2H]` if bidirectional. */
  readonly sequence: tf.Tensor;
  /** Last hidden state of every layer, `[layers, B, H]`. */
  readonly hidden: tf.Tensor;
  /** Last cell state of every layer, `[layers, B, H]`. */
  readonly cell: tf.Tensor;
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

/** All directions of a layer after a step, `[directions, B, H]`. */
interface State {
  readonly hidden: tf.Tensor;
  readonly cell: tf.Tensor;
}

export class Lstm extends Module {
  readonly hidden: number;
  readonly #layers: readonly (readonly Direction[])[];

  constructor(inputs: number, hidden: number, options: LstmOptions = {}) {
    super();
    this.hidden = hidden;
    const suffixes = (options.bidirectional ?? false) ? ['', '_reverse'] : [''];
    this.#layers = Array.from({ length: options.layers ?? 1 }, (_, layer) =>
      suffixes.map((suffix) =>
        this.#direction(`l${layer}${suffix}`, layer === 0 ? inputs : suffixes.length * hidden),
      ),
    );
  }

  #direction(suffix: string, inputs: number): Direction {
    const rows = 4 * this.hidden;
    const init = uniform(-1 / Math.sqrt(this.hidden), 1 / Math.sqrt(this.hidden));
    return {
      inputWeight: this.parameter(`weight_ih_${suffix}`, [rows, inputs], { init }),
      hiddenWeight: this.parameter(`weight_hh_${suffix}`, [rows, this.hidden], { init }),
      inputBias: this.parameter(`bias_ih_${suffix}`, [rows], { init }),
      hiddenBias: this.parameter(`bias_hh_${suffix}`, [rows], { init }),
    };
  }

  /** `[B, T, in]` to `[B, T, H]`, or `[B, T, 2H]` (forward, backward) if bidirectional. */
  forward(x: tf.Tensor): tf.Tensor {
    return this.run(x).sequence;
  }

  /** As `forward`, with the states that the last step of every layer leaves. */
  run(x: tf.Tensor): LstmRun {
    let sequence = x;
    const last: State[] = [];
    for (const directions of this.#layers) {
      const states = runLayer(sequence, directions);
      last.push(element(states, states.length - 1));
      const steps = states.map(({ hidden }) => unstack(hidden, 0));
      sequence = tf.stack(
        inReadingOrder(steps).map((hidden) => tf.concat(hidden, -1)),
        1,
      );
    }
    return {
      sequence,
      hidden: tf.concat(last.map(({ hidden }) => hidden)),
      cell: tf.concat(last.map(({ cell }) => cell)),
    };
  }
}

/** `[B, T, in]` to the states after every step; each direction in its own order of time. */
function runLayer(x: tf.Tensor, directions: readonly Direction[]): State[] {
  const hiddenWeights = tf.stack(directions.map(({ hiddenWeight }) => hiddenWeight.value));
  const states: State[] = [];
  for (const projected of projectedSteps(x, directions)) {
    const before = states.at(-1);
    const gates =
      before === undefined ? projected : projected.add(tf.matMul(before.hidden, hiddenWeights, false, true));
    states.push(advance(gates, before?.cell));
  }
  return states;
}

/** The inputs' share of the gates at every step, `[directions, B, 4H]`; each direction in its own order of time. */
function projectedSteps(x: tf.Tensor, directions: readonly Direction[]): tf.Tensor[] {
  const perDirection = directions.map(({ inputWeight, inputBias, hiddenBias }) =>
    unstack(linear(x, inputWeight.value, inputBias.value.add(hiddenBias.value)), 1),
  );
  const steps = Array.from({ length: x.shape[1] ?? 0 }, (_, t) =>
    perDirection.map((list) => element(list, t)),
  );
  return inReadingOrder(steps).map((tensors) => tf.stack(tensors));
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

/** One step: gates `[directions, B, 4H]` and the old cell, if any, to the new state. */
function advance(gates: tf.Tensor, cell: tf.Tensor | undefined): State {
  const [input, forget, candidate, output] = tf.split(gates, 4, -1) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const fresh = input.sigmoid().mul(candidate.tanh());
  const next = cell === undefined ? fresh : forget.sigmoid().mul(cell).add(fresh);
  return { hidden: output.sigmoid().mul(next.tanh()), cell: next };
}
