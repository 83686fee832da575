// Counts results and prints each failure as it happens.
import type { Reporter, Spec, SpecResult, SuiteResult } from 'jasmine';
import type { Exclusion } from './exclusions.ts';

const PROGRESS_EVERY = 200;

export interface Selection {
  /** What the names of the suites of the tested backend contain. */
  readonly mark: string;
  readonly filter: RegExp;
  readonly exclusions: readonly Exclusion[];
}

export class Report implements Reporter {
  #passed = 0;
  #failed = 0;
  readonly #skipped = new Map<string, number>();
  readonly #selection: Selection;
  readonly #print: (line: string) => void;

  constructor(selection: Selection, print: (line: string) => void) {
    this.#selection = selection;
    this.#print = print;
    for (const { reason } of selection.exclusions) this.#skipped.set(reason, 0);
  }

  /** Whether jasmine should run the spec; what an exclusion keeps back is counted. */
  readonly selects = (spec: Spec): boolean => {
    const fullName = spec.getFullName();
    const name = this.#clean(fullName);
    const { filter, exclusions } = this.#selection;
    if (name === fullName || !filter.test(name)) return false;
    const rule = exclusions.find(({ specs }) => specs.test(name));
    if (rule !== undefined) this.#skip(rule.reason);
    return rule === undefined;
  };

  specDone(result: SpecResult): void {
    if (result.status === 'excluded') return;
    if (result.status === 'passed') this.#passed += 1;
    else if (result.status === 'pending') this.#skip('switched off by tfjs-core itself');
    else this.#fail(result.fullName, result.failedExpectations);
    const done = this.#passed + this.#failed;
    if (done % PROGRESS_EVERY === 0) this.#print(`${done} done, ${this.#failed} failed`);
  }

  suiteDone(result: SuiteResult): void {
    if (result.failedExpectations.length > 0) this.#fail(result.fullName, result.failedExpectations);
  }

  /** The spec's name without the mark of the backend. */
  #clean(fullName: string): string {
    return fullName.replace(this.#selection.mark, '');
  }

  #skip(reason: string): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
  }

  #fail(name: string, expectations: readonly { readonly message: string }[]): void {
    this.#failed += 1;
    this.#print(`FAILED ${this.#clean(name)}`);
    for (const { message } of expectations.slice(0, 3)) this.#print(`    ${message.split('\n')[0]}`);
  }

  /** Prints skips by reason and the closing line; tells whether everything passed. */
  close(): boolean {
    const reasons = [...this.#skipped];
    for (const [reason, count] of reasons) {
      if (count > 0) this.#print(`${String(count).padStart(5)} skipped: ${reason}`);
      else if (this.#runsAll) this.#fail(`the rule "${reason}" meets no spec any more`, []);
    }
    const skipped = reasons.reduce((sum, [, count]) => sum + count, 0);
    this.#print(`${this.#passed} passed, ${this.#failed} failed, ${skipped} skipped`);
    return this.#failed === 0 && this.#passed > 0;
  }

  get #runsAll(): boolean {
    return this.#selection.filter.test('');
  }
}
