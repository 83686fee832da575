// Whether a training that goes on and on holds more and more, or gets slower.
import { measureInChild } from '../child.ts';

const PROCESS = new URL('./soak-process.js', import.meta.url);

/** At one point of the training. */
export interface Held {
  /** Bytes resident. */
  readonly bytes: number;
  readonly tensors: number;
  /** Open files; 0 where the system does not say. */
  readonly handles: number;
  /** Of the steps before. */
  readonly stepsPerSecond: number;
}

export interface Growth {
  readonly before: Held;
  readonly after: Held;
}

/** Throws `BenchError`. */
export function measureGrowth(warmUp: number, steps: number): Growth {
  return measureInChild<Growth>(PROCESS, [`${warmUp}`, `${steps}`]);
}
