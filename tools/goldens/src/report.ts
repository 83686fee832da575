// Collects the comparisons of one golden file, so that a test can ask for all failures at once, for what passed only
// by the floor, and for what it forgot to compare.
import {
  type ComparisonResult,
  compareElements,
  compareGolden,
  type ElementRule,
  type Numbers,
} from './compare.ts';
import type { GoldenFile } from './golden.ts';
import { GoldensError } from './goldens-error.ts';
import { kindOf } from './manifest-tensors.ts';
import type { Scope } from './tolerance.ts';

const SHOWN_FAILURES = 12;

export class GoldenReport {
  readonly file: GoldenFile;
  readonly scope: Scope;
  readonly #results: ComparisonResult[] = [];

  constructor(file: GoldenFile, scope: Scope) {
    this.file = file;
    this.scope = scope;
  }

  /** Compares the whole tensor `actual` (row-major) with the stored `key` and keeps the result. */
  compare(key: string, actual: Numbers): ComparisonResult {
    const result = compareGolden(this.file, key, actual, { scope: this.scope });
    this.#results.push(result);
    return result;
  }

  /** The same by a rule for single elements, where the manifest states one. */
  compareEach(key: string, actual: Numbers, rule: ElementRule): ComparisonResult {
    const result = compareElements(this.file, key, actual, rule);
    this.#results.push(result);
    return result;
  }

  /** A fact that the manifest states beside its tensors, such as a count. */
  expectEqual(what: string, actual: unknown, expected: unknown): void {
    const [mine, stated] = [JSON.stringify(actual), JSON.stringify(expected)];
    const equal = mine === stated;
    const error = equal ? 0 : Infinity;
    const description = `${what} is ${mine}, the manifest says ${stated}`;
    const tolerances = { stated: 0, floor: 0, zeroGradient: 0 };
    this.#results.push({
      key: what,
      passedBy: equal ? 'exact' : 'failed',
      error,
      ratio: error,
      tolerances,
      description,
    });
  }

  get results(): readonly ComparisonResult[] {
    return this.#results;
  }

  get failures(): readonly ComparisonResult[] {
    return this.#results.filter(({ passedBy }) => passedBy === 'failed');
  }

  /** What the stated tolerance alone would have refused. Many of these in one module deserve a look. */
  get passedOnlyByFloor(): readonly ComparisonResult[] {
    return this.#results.filter(({ passedBy }) => passedBy === 'floor' || passedBy === 'zero gradient');
  }

  /** The comparison furthest over its stated tolerance. */
  get worst(): ComparisonResult | undefined {
    return this.#results.toSorted((a, b) => b.ratio - a.ratio)[0];
  }

  /** Stored tensors, inputs aside, that have not been compared, whether or not the manifest lists them. */
  uncompared(): string[] {
    const { tensors, inputs, storedKeys } = this.file;
    const compared = new Set(this.#results.map(({ key }) => key));
    const given = new Set(inputs.map((input) => (input.kind === 'stored' ? input.key : undefined)));
    const wanted = new Set([...tensors.keys(), ...storedKeys.filter((key) => kindOf(key) !== 'input')]);
    return [...wanted].filter(
      (key) => tensors.get(key)?.kind !== 'input' && !given.has(key) && !compared.has(key),
    );
  }

  /** One line, such as "task-ave/cmbs-tiny: 14 of 14 passed, 2 only by the floor, worst error 1.7 tolerances (...)". */
  summary(): string {
    const passed = this.#results.length - this.failures.length;
    const floor = this.passedOnlyByFloor.length;
    const worst = this.worst;
    return (
      `${this.file.part}/${this.file.name}: ${passed} of ${this.#results.length} passed, ${floor} only by the floor` +
      (worst ? `, worst error ${worst.ratio.toPrecision(2)} tolerances (${worst.key})` : '')
    );
  }

  /** Throws `MISMATCH`, worst first, when a comparison failed or when there was none. */
  assertPassed(): void {
    if (this.#results.length === 0) {
      throw new GoldensError('MISMATCH', `${this.file.part}/${this.file.name}: nothing was compared.`);
    }
    const failures = this.failures.toSorted((a, b) => b.ratio - a.ratio);
    if (failures.length === 0) return;
    const lines = failures.slice(0, SHOWN_FAILURES).map(({ description }) => `  ${description}`);
    if (failures.length > SHOWN_FAILURES) lines.push(`  and ${failures.length - SHOWN_FAILURES} more`);
    throw new GoldensError('MISMATCH', [this.summary(), ...lines].join('\n'));
  }
}
