// The bench as a function: suites one after another.
import { beginsWith, chosen } from './choose.ts';
import { peakFlops } from './network/peak.ts';
import type { Section } from './report/section.ts';
import type { CaseRecord, SuiteOptions } from './suite.ts';
import { SUITES } from './suites.ts';

export interface BenchOptions extends Partial<SuiteOptions> {
  /** Names of suites; the default ones where absent. */
  readonly suites?: readonly string[];
}

export interface BenchResult {
  readonly cases: readonly CaseRecord[];
  readonly sections: readonly Section[];
  /** Cases of which nothing is told, because contestants computed different numbers: a sentence for each. */
  readonly disagreements: readonly string[];
}

/** Throws `BenchError` `USAGE` for a name that there is not, and what suites throw. */
export async function runBench({
  suites,
  quick = false,
  say = () => {},
  ...options
}: BenchOptions): Promise<BenchResult> {
  const defaults = SUITES.filter(({ isDefault }) => isDefault);
  const wanted = suites === undefined ? defaults : chosen('benchmark', SUITES, ({ name }) => name, suites);
  const known = (list: (suite: (typeof SUITES)[number]) => readonly string[]): string[] => [
    ...new Set(wanted.flatMap(list)),
  ];
  chosen(
    'peer',
    known(({ peers }) => peers),
    String,
    options.peers,
  );
  chosen(
    'case',
    known(({ cases }) => cases),
    String,
    options.cases,
    beginsWith,
  );
  const cases: CaseRecord[] = [];
  const sections: Section[] = [];
  const disagreements: string[] = [];
  let measured: Promise<number> | undefined;
  const peak = (): Promise<number> => {
    measured ??= peakFlops({ ...options, quick, say });
    return measured;
  };
  for (const suite of wanted) {
    const own = options.cases?.filter((asked) => suite.cases.some((name) => beginsWith(name, asked)));
    if (own?.length === 0) continue;
    say(`== ${suite.name}: ${suite.about}`);
    const asked = { ...options, quick, say, ...(own === undefined ? {} : { cases: own }) };
    const report = await suite.run(asked, peak);
    cases.push(...report.cases);
    sections.push(...report.sections);
    disagreements.push(...(report.disagreements ?? []));
  }
  return { cases, sections, disagreements };
}
