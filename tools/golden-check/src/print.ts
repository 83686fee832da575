// Results as lines for a person and as one JSON object for a program.
import type { FileResult } from './check.ts';

const SHOWN_REASONS = 12;

/** One line, and below it why the file failed. */
export function describe(result: FileResult): string {
  const { part, file, outcome, compared, passedOnlyByFloor, worst, seconds, reasons } = result;
  const title = `${outcome}  ${part}/${file}`;
  if (outcome === 'skipped') return `${title}: ${reasons.join('; ')}`;
  const error = worst === undefined ? '' : `, ${describeWorst(worst)}`;
  const line = `${title}: ${compared} compared, ${passedOnlyByFloor} only by the floor${error}, ${seconds.toFixed(1)} s`;
  const shown = reasons.slice(0, SHOWN_REASONS).map((reason) => `    ${reason}`);
  const rest = reasons.length - shown.length;
  return [line, ...shown, ...(rest > 0 ? [`    and ${rest} more`] : [])].join('\n');
}

const describeWorst = ({ key, ratio }: NonNullable<FileResult['worst']>): string =>
  Number.isFinite(ratio) ? `worst error ${short(ratio)} of its tolerance (${key})` : `${key} should be equal`;

const short = (ratio: number): string => (ratio < 1000 ? ratio.toPrecision(2) : ratio.toExponential(1));

const countOf = (results: readonly FileResult[], outcome: FileResult['outcome']): number =>
  results.filter((result) => result.outcome === outcome).length;

/** The last line: "40 passed, 1 failed, 0 skipped". */
export const totals = (results: readonly FileResult[]): string =>
  (['passed', 'failed', 'skipped'] as const)
    .map((outcome) => `${countOf(results, outcome)} ${outcome}`)
    .join(', ');

/** An infinite ratio, of a value that must be equal and is not, is `null`. */
export const asJson = (results: readonly FileResult[], backend: string): string =>
  JSON.stringify({
    backend,
    passed: countOf(results, 'passed'),
    failed: countOf(results, 'failed'),
    skipped: countOf(results, 'skipped'),
    files: results,
  });
