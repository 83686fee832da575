// Results of contests in the two forms that they are reported in: records for programs, a section for people.
import { type Section, tableOf } from '../report/section.ts';
import { duration, durations, memory, percent } from '../report/units.ts';
import type { Spread } from '../statistics/spread.ts';
import type { CaseRecord, SuiteReport } from '../suite.ts';
import type { CaseResult, LeftOut, Result } from './contest.ts';

/** Ours divided by theirs: below one is better. */
interface Ratio {
  readonly time: number;
  readonly memory: number;
}

/** This project's figures of a case, and how they stand to each other contestant's. */
export interface ContestRecord extends CaseRecord {
  /** Median of a step. */
  readonly seconds: number;
  readonly spread: Spread;
  readonly peakBytes: number;
  readonly setUpSeconds: number;
  readonly ratios: Readonly<Record<string, Ratio>>;
  readonly results: readonly Result[];
  readonly leftOut: readonly LeftOut[];
  /** Operations in the matrix products of a step, and what part they make of the machine's peak. */
  readonly flops?: number;
  readonly shareOfPeak?: number;
}

/** What a suite of contests reports; `compared` is the contestant that the others are set against. */
export function contestReport(
  suite: string,
  title: string,
  cases: readonly CaseResult[],
  compared: string,
  peakFlops?: number,
): SuiteReport {
  const records = recordsOf(suite, cases, compared, peakFlops);
  return {
    cases: records,
    sections: [contestSection(suite, title, cases, records)],
    disagreements: cases.flatMap(({ disagreement = [] }) => disagreement),
  };
}

/** Of cases in which the first contestant, the one that is compared, took part. */
export function recordsOf(
  suite: string,
  cases: readonly CaseResult[],
  compared: string,
  peakFlops?: number,
): ContestRecord[] {
  return cases.flatMap(({ name, results, leftOut, flops }) => {
    const [ours, ...others] = results;
    if (ours?.contestant !== compared) return [];
    const seconds = ours.seconds.median;
    const record = {
      suite,
      name,
      seconds,
      spread: ours.seconds,
      peakBytes: ours.peakBytes,
      setUpSeconds: ours.setUpSeconds,
      ratios: Object.fromEntries(others.map((other) => [other.contestant, ratioOf(ours, other)])),
      results,
      leftOut,
    };
    const cost =
      flops === undefined || peakFlops === undefined
        ? {}
        : { flops, shareOfPeak: flops / seconds / peakFlops };
    return [{ ...record, ...cost }];
  });
}

function ratioOf(ours: Result, other: Result): Ratio {
  return { time: ours.seconds.median / other.seconds.median, memory: ours.peakBytes / other.peakBytes };
}

/** A line for each contestant of each case; charts of time beside each other. */
export function contestSection(
  suite: string,
  title: string,
  cases: readonly CaseResult[],
  records: readonly ContestRecord[],
): Section {
  const hasDifferences = cases.some(({ results }) =>
    results.some(({ difference }) => difference !== undefined),
  );
  const hasShares = records.some(({ shareOfPeak }) => shareOfPeak !== undefined);
  const titles = ['<case', '<contestant', 'step', 'peak', 'set-up', 'time ratio', 'memory ratio'];
  const rows = cases.flatMap((result) => {
    const record = records.find(({ name }) => name === result.name);
    return result.results.map((entry, index) => {
      const ratio = record?.ratios[entry.contestant];
      const absent = result.alone === true ? 'no peer' : '';
      const share = index === 0 ? record?.shareOfPeak : undefined;
      return [
        index === 0 ? result.name : '',
        entry.contestant,
        durations(entry.seconds),
        memory(entry.peakBytes),
        `${entry.setUpSeconds.toFixed(1)} s`,
        ratio?.time.toFixed(2) ?? absent,
        ratio?.memory.toFixed(2) ?? absent,
        ...(hasShares ? [share === undefined ? '' : percent(share)] : []),
        ...(hasDifferences ? [differenceText(entry.difference)] : []),
      ];
    });
  });
  const bars = cases.flatMap(({ name, results }) =>
    results.map(({ contestant, seconds }) => ({
      group: name,
      label: contestant,
      // Steps last from microseconds to minutes: each case has its own scale.
      value: seconds.median / Math.max(...results.map((other) => other.seconds.median)),
      text: duration(seconds.median),
    })),
  );
  return {
    title,
    table: tableOf(
      [...titles, ...(hasShares ? ['of peak'] : []), ...(hasDifferences ? ['off by (mean)'] : [])],
      rows,
    ),
    chart: { name: suite, title: `${title}: time of a step, each case on its own scale`, bars },
    notes: notesOf(cases),
  };
}

/** The largest and the mean, in parts of the largest number. */
function differenceText(difference: Result['difference']): string {
  if (difference === undefined) return '';
  const percentText = (part: number): string => `${Number((100 * part).toPrecision(2))} %`;
  return `${percentText(difference.largest)} (${percentText(difference.mean)})`;
}

/** Versions, and what was left out where. */
function notesOf(cases: readonly CaseResult[]): string[] {
  const versions = new Map(
    cases.flatMap(({ results }) => results.map(({ contestant, version }) => [contestant, version] as const)),
  );
  const alone = cases.filter((entry) => entry.alone === true).map(({ name }) => name);
  const wheres = new Map<string, string[]>();
  for (const { name, leftOut } of cases) {
    for (const { contestant, reason } of leftOut) {
      const sentence = `${contestant}: ${reason}`;
      wheres.set(sentence, [...(wheres.get(sentence) ?? []), name]);
    }
  }
  return [
    `Median (quartiles) of a step; the most memory that a process held; ratios are ours divided by theirs.`,
    [...versions].map(([contestant, version]) => `${contestant} is ${version}`).join(', '),
    ...(alone.length === 0
      ? []
      : [`${alone.join(', ')}: measured alone, no peer has ${alone.length === 1 ? 'it' : 'them'}`]),
    ...cases.flatMap(({ name, exact }) =>
      exact === undefined ? [] : [`${name}: off from what ${exact} computes`],
    ),
    ...cases.flatMap(({ disagreement }) => (disagreement === undefined ? [] : [`not told: ${disagreement}`])),
    ...[...wheres].map(([sentence, names]) =>
      names.length === cases.length ? `without ${sentence}` : `${names.join(', ')}: without ${sentence}`,
    ),
  ];
}
