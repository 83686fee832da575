// Learning-rate schedules: pure functions of the position in training, so a
// resumed run needs nothing restored to continue them.
import { NnError } from '../errors.ts';

/** Where training is before a step; both count from 0. */
export interface Position {
  readonly epoch: number;
  /** Optimizer steps taken so far, over all epochs. */
  readonly step: number;
}

/** The learning rate of the step at a position. */
export type Schedule = (position: Position) => number;

/** The same learning rate throughout. */
export function constantRate(learningRate: number): Schedule {
  return () => learningRate;
}

/** PyTorch's StepLR: the rate is multiplied by `gamma` after every `every` epochs. */
export function stepLr(options: {
  readonly learningRate: number;
  readonly gamma: number;
  readonly every: number;
}): Schedule {
  requireCount('every', options.every, 1);
  return ({ epoch }) => options.learningRate * options.gamma ** Math.floor(epoch / options.every);
}

/**
 * Rises linearly over `warmupSteps` steps to `learningRate`, then falls along half a cosine to `minimum` (default 0)
 * at step `totalSteps`, and stays there.
 */
export function warmupCosine(options: {
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly totalSteps: number;
  readonly minimum?: number;
}): Schedule {
  const { learningRate, warmupSteps, totalSteps, minimum = 0 } = options;
  requireCount('warmupSteps', warmupSteps, 0);
  requireCount('totalSteps', totalSteps, warmupSteps + 1);
  return ({ step }) => {
    if (step < warmupSteps) return (learningRate * (step + 1)) / (warmupSteps + 1);
    const progress = Math.min(1, (step - warmupSteps) / (totalSteps - warmupSteps));
    return minimum + ((learningRate - minimum) * (1 + Math.cos(Math.PI * progress))) / 2;
  };
}

function requireCount(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new NnError('BAD_ARGUMENT', `${name} is ${value} but must be a whole number of at least ${least}`);
  }
}
