// How close is close enough. The manifest's tolerance comes from single runs of the reference and can be tighter than
// what another order of summation gives in float32; the floor says how far it may be widened, and nothing else does.
import type { GoldenFile } from './golden.ts';
import type { GoldenTensor } from './manifest-tensors.ts';

/** `module`: a single module or head; `network`: a whole encoder or network; `exact`: metrics and data, without floor. */
export type Scope = 'module' | 'network' | 'exact';

export interface Tolerances {
  /** The manifest's own. */
  readonly stated: number;
  /** Relative floor times absmax; 0 for what must be exact and for metrics. */
  readonly floor: number;
  /** 1e-5 of the file's largest gradient, for a gradient that is zero by theory; else 0. */
  readonly zeroGradient: number;
}

const FLOORS = {
  module: { value: 3e-5, gradient: 3e-4 },
  network: { value: 3e-4, gradient: 3e-3 },
  exact: { value: 0, gradient: 0 },
} as const;

/** Below this fraction of the file's largest gradient, a gradient counts as zero by theory. */
const ZERO_BELOW = 1e-6;
const ZERO_TOLERANCE = 1e-5;

export function tolerancesOf(file: GoldenFile, tensor: GoldenTensor, scope: Scope): Tolerances {
  const { absmax, atol: stated } = tensor;
  if (tensor.exact || tensor.kind === 'metric' || absmax === undefined)
    return { stated, floor: 0, zeroGradient: 0 };
  const ofGradient = tensor.kind === 'gradient' || tensor.kind === 'gradient norm';
  return {
    stated,
    floor: FLOORS[scope][ofGradient ? 'gradient' : 'value'] * absmax,
    zeroGradient:
      tensor.kind === 'gradient' && scope !== 'exact' ? zeroTolerance(absmax, largestGradient(file)) : 0,
  };
}

const zeroTolerance = (absmax: number, largest: number): number =>
  absmax < ZERO_BELOW * largest ? ZERO_TOLERANCE * largest : 0;

function largestGradient(file: GoldenFile): number {
  const gradients = [...file.tensors.values()].filter(({ kind }) => kind === 'gradient');
  return gradients.reduce((largest, { absmax = 0 }) => Math.max(largest, absmax), 0);
}
