// Which of several arrays are not equal, but for rounding.
import type { HostArray, HostArrays } from '../host-arrays.ts';

/**
 * Of the largest value in all arrays: one that is zero but for rounding, as the gradient of a bias in front of a
 * normalisation is, has no scale of its own.
 */
const TOLERANCE = 1e-5;

/** Names of arrays that only one side has, or whose shapes or values differ. */
export function differing(expected: HostArrays, actual: HostArrays): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  const tolerance = TOLERANCE * Math.max(...Object.values(expected).map(largest));
  return [...names].filter((name) => !alike(expected[name], actual[name], tolerance));
}

const largest = ({ data }: HostArray): number =>
  Array.from(data)
    .filter(Number.isFinite)
    .reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function alike(expected: HostArray | undefined, actual: HostArray | undefined, tolerance: number): boolean {
  if (expected === undefined || actual === undefined) return false;
  if (String(expected.shape) !== String(actual.shape)) return false;
  return Array.from(expected.data).every((value, i) => {
    const other = actual.data[i] ?? Number.NaN;
    return Object.is(value, other) || Math.abs(value - other) <= tolerance;
  });
}
