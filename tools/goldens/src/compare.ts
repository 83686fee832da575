// Compares one computed tensor with the stored one: the sampled elements, and mean, std, absmax or sum of the whole
// where the manifest has them.
import type { GoldenFile } from './golden.ts';
import type { GoldenTensor } from './manifest-tensors.ts';
import { type Scope, type Tolerances, tolerancesOf } from './tolerance.ts';

/** What let a tensor pass: equality, the stated tolerance, only its floor, or only the rule for zero gradients. */
export type PassedBy = 'exact' | 'tolerance' | 'floor' | 'zero gradient';

export interface ComparisonResult {
  readonly key: string;
  readonly passedBy: PassedBy | 'failed';
  /** Largest difference of elements and statistics; infinite when a value is NaN or the length is wrong. */
  readonly error: number;
  /** `error` over the stated tolerance; above 1 only the floor or the zero rule can let it pass. */
  readonly ratio: number;
  readonly tolerances: Tolerances;
  /** A sentence: where the largest difference is, and how large against what. */
  readonly description: string;
}

interface Difference {
  readonly where: string;
  readonly actual: number;
  readonly expected: number;
  readonly error: number;
}

export type Numbers = ArrayLike<number>;

/** `actual` is the whole tensor, row-major. Throws `UNKNOWN_TENSOR` for a key that the file lacks. */
export function compareGolden(
  file: GoldenFile,
  key: string,
  actual: Numbers,
  { scope }: { readonly scope: Scope },
): ComparisonResult {
  const tensor = file.tensor(key);
  const tolerances = tolerancesOf(file, tensor, scope);
  const expectedLength = tensor.shape.reduce((product, size) => product * size, 1);
  if (actual.length !== expectedLength) {
    const description = `${key} should have shape [${tensor.shape}] (${expectedLength} values) but has ${actual.length} values`;
    return { key, passedBy: 'failed', error: Infinity, ratio: Infinity, tolerances, description };
  }
  const stored = Float64Array.from(file.stored(key).data, Number);
  const largest = [largestElement(tensor, stored, actual), ...differencesOfWhole(tensor, actual)].reduce(
    (a, b) => (b.error > a.error ? b : a),
  );
  const { error } = largest;
  const passedBy = judge(error, tensor, tolerances);
  const ratio = error === 0 ? 0 : error / tolerances.stated;
  return { key, passedBy, error, ratio, tolerances, description: describe(key, largest, tensor, tolerances) };
}

/** A rule of the manifest's own for single elements, in place of the tensor's tolerance and its floor. */
export interface ElementRule {
  /** Largest difference allowed at a stored element; infinite where the manifest asks for none. */
  readonly tolerance: (stored: number, index: number) => number;
  /** Share of the elements that must keep to it; default all. */
  readonly share?: number;
}

/** `actual` is the whole tensor, row-major, as the rule wants it. Throws `UNKNOWN_TENSOR`. */
export function compareElements(
  file: GoldenFile,
  key: string,
  actual: Numbers,
  { tolerance, share = 1 }: ElementRule,
): ComparisonResult {
  const { stride, shape } = file.tensor(key);
  const stored = Float64Array.from(file.stored(key).data, Number);
  const ratios = Array.from(stored, (expected, i) => {
    const error = distance(actual[i * stride] ?? Number.NaN, expected);
    return error === 0 ? 0 : error / tolerance(expected, i);
  });
  const sorted = ratios.toSorted((a, b) => a - b);
  const ratio = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.POSITIVE_INFINITY;
  const at = ratios.indexOf(ratio);
  const description =
    `${key} [${shape}]: element [${unravel(at * stride, shape)}] is ${actual[at * stride]}, stored ${stored[at]}, ` +
    `${ratio.toPrecision(2)} times what is allowed for ${100 * share}% of the elements`;
  const error = ratio * tolerance(stored[at] ?? 0, at);
  const tolerances = { stated: error / ratio, floor: 0, zeroGradient: 0 };
  return { key, passedBy: ratio <= 1 ? 'tolerance' : 'failed', error, ratio, tolerances, description };
}

function judge(error: number, { exact }: GoldenTensor, tolerances: Tolerances): ComparisonResult['passedBy'] {
  if (exact) return error === 0 ? 'exact' : 'failed';
  if (error <= tolerances.stated) return 'tolerance';
  if (error <= tolerances.floor) return 'floor';
  return error <= tolerances.zeroGradient ? 'zero gradient' : 'failed';
}

/** NaN on either side counts as infinitely far, unless nothing differs. */
const distance = (a: number, b: number): number => {
  const error = Math.abs(a - b);
  return a === b ? 0 : Number.isNaN(error) ? Infinity : error;
};

function largestElement({ stride, shape }: GoldenTensor, stored: Float64Array, actual: Numbers): Difference {
  let at = 0;
  let error = 0;
  for (let i = 0; i < stored.length; i++) {
    const here = distance(actual[i * stride] ?? Number.NaN, stored[i] ?? Number.NaN);
    if (here > error) {
      error = here;
      at = i;
    }
  }
  const where = `element [${unravel(at * stride, shape)}]`;
  return { where, actual: actual[at * stride] ?? Number.NaN, expected: stored[at] ?? Number.NaN, error };
}

/**
 * Mean, std and absmax move by at most the largest change of an element, so the tensor's tolerance holds for them
 * too. The manifest rounds them to 9 digits: half a unit of the ninth is taken off.
 */
function differencesOfWhole(tensor: GoldenTensor, actual: Numbers): Difference[] {
  const { mean, std, absmax, sum } = tensor;
  const whole = statisticsOf(actual);
  const differences: Difference[] = [];
  const add = (where: string, mine: number, expected: number | undefined, rounding: number) => {
    if (expected === undefined) return;
    const error = Math.max(0, distance(mine, expected) - rounding * Math.abs(expected));
    differences.push({ where: `${where} of the whole`, actual: mine, expected, error });
  };
  add('sum', whole.sum, sum, 0);
  if (!tensor.exact) {
    add('mean', whole.mean, mean, 5e-9);
    add('std', whole.std, std, 5e-9);
    add('absmax', whole.absmax, absmax, 5e-9);
  }
  return differences;
}

function statisticsOf(values: Numbers) {
  let sum = 0;
  let absmax = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    sum += value;
    absmax = Math.max(absmax, Math.abs(value));
  }
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i] ?? Number.NaN) - mean) ** 2;
  return { sum, mean, absmax, std: Math.sqrt(squares / values.length) };
}

/** Position of a row-major index along every axis. */
function unravel(index: number, shape: readonly number[]): number[] {
  const position: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return position;
}

function describe(key: string, difference: Difference, tensor: GoldenTensor, tolerances: Tolerances): string {
  const { where, actual, expected, error } = difference;
  const { stated, floor, zeroGradient } = tolerances;
  const allowed = tensor.exact
    ? 'must be equal'
    : `tolerance ${stated.toExponential(1)}, floor ${floor.toExponential(1)}` +
      (zeroGradient > 0 ? `, as a zero gradient ${zeroGradient.toExponential(1)}` : '');
  return (
    `${key} [${tensor.shape}]: ${where} is ${actual}, stored ${expected}, ` +
    `difference ${error.toExponential(2)} (${allowed})`
  );
}
