// Results in the two forms that they are printed in.
import type { CaseResult, Result } from './contest.ts';

/** What `--json` prints of a case: this project's figures, and how they stand to each other contestant's. */
export interface CaseSummary {
  readonly name: string;
  /** Median of a step. */
  readonly seconds: number;
  readonly peakBytes: number;
  /** Ours divided by theirs: below one is better. */
  readonly ratios: Readonly<Record<string, { readonly time: number; readonly memory: number }>>;
}

/** Cases in which the first contestant, the one that is compared, could not take part are left out. */
export function summarize(cases: readonly CaseResult[], compared: string): CaseSummary[] {
  return cases.flatMap(({ name, results }) => {
    const [ours, ...others] = results;
    if (ours?.contestant !== compared) return [];
    const ratios = Object.fromEntries(others.map((other) => [other.contestant, ratioOf(ours, other)]));
    return [{ name, seconds: ours.seconds, peakBytes: ours.peakBytes, ratios }];
  });
}

function ratioOf(ours: Result, other: Result): { time: number; memory: number } {
  return { time: ours.seconds / other.seconds, memory: ours.peakBytes / other.peakBytes };
}

/** A table for people: a line for each contestant of each case. */
export function table(cases: readonly CaseResult[]): string {
  const header = ['case', 'contestant', 'step', 'peak', 'set-up', 'time ratio', 'memory ratio'];
  const rows = cases.flatMap(({ name, results }) =>
    results.map((result, index) => {
      const ours = index === 0 ? undefined : results[0];
      const ratio = ours && ratioOf(ours, result);
      return [
        index === 0 ? name : '',
        result.contestant,
        duration(result.seconds),
        `${Math.round(result.peakBytes / 2 ** 20)} MB`,
        `${result.setUpSeconds.toFixed(1)} s`,
        ratio?.time.toFixed(2) ?? '',
        ratio?.memory.toFixed(2) ?? '',
      ];
    }),
  );
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = [header, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function duration(seconds: number): string {
  return seconds >= 1 ? `${seconds.toFixed(2)} s` : `${(1000 * seconds).toPrecision(3)} ms`;
}
