// What the command can ask of a suite, and what it gets back.
import type { Section } from './report/section.ts';

export interface SuiteOptions {
  /** Small shapes and few turns: whether it works, not how fast it is. */
  readonly quick: boolean;
  /** Names of peers; all where absent. */
  readonly peers?: readonly string[];
  /** Names of cases, or how they begin; all where absent. */
  readonly cases?: readonly string[];
  /** Turns of each contestant. */
  readonly rounds?: number;
  /** Seconds of a turn; one step at least. */
  readonly turnSeconds?: number;
  /** Of the report. A suite may keep what it has finished there, and go on from it; nowhere where absent. */
  readonly folder?: string;
  /** Told what happens. */
  readonly say: (line: string) => void;
}

/** What `--json` prints of a case, beside its own figures. */
export interface CaseRecord {
  readonly suite: string;
  readonly name: string;
}

export interface SuiteReport {
  readonly cases: readonly CaseRecord[];
  readonly sections: readonly Section[];
  /** Cases of which nothing is told, because contestants computed different numbers: a sentence for each. */
  readonly disagreements?: readonly string[];
}

export interface Suite {
  readonly name: string;
  /** One line for people. */
  readonly about: string;
  /** Names of what it can compare with. */
  readonly peers: readonly string[];
  /** Names of its cases. */
  readonly cases: readonly string[];
  /** Whether a bench without a name runs it. */
  readonly isDefault: boolean;
  /**
   * Throws `BenchError`.
   * @param peakFlops operations a second in the machine's fastest product; measured when the first suite asks
   */
  run(options: SuiteOptions, peakFlops: () => Promise<number>): Promise<SuiteReport>;
}
