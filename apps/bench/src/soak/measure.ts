// Whether a training that goes on and on holds more and more memory.
import { measureInChild } from '../child.ts';

const PROCESS = new URL('./soak-process.js', import.meta.url);

/** Bytes resident. */
export interface Growth {
  readonly before: number;
  readonly after: number;
}

/** Throws `BenchError`. */
export function measureGrowth(warmUp: number, steps: number): Growth {
  return measureInChild<Growth>(PROCESS, [`${warmUp}`, `${steps}`]);
}
