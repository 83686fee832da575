// The published way of training (spec: task-avvp section 6): Adam without weight
// decay, its rate cut to a tenth every ten epochs.
export const AVVP_RECIPE = {
  learningRate: 3e-4,
  /** Factor of the learning rate after every `decayEvery` epochs. */
  decay: 0.1,
  decayEvery: 10,
  epochs: 40,
  batchSize: 8,
} as const;
