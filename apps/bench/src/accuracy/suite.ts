// `bench accuracy`: the tiny presets and their ablations, trained on rendered clips with several seeds. What this measures is whether the
// parts of the model help on this data; the paper's figures stand beside it for what they are, of other data and a larger model.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginsWith, chosen } from '../choose.ts';
import { reasonOf } from '../errors.ts';
import { type Section, tableOf } from '../report/section.ts';
import { longDuration } from '../report/units.ts';
import { deviationOf, meanOf } from '../statistics/mean.ts';
import type { CaseRecord, Suite, SuiteOptions } from '../suite.ts';
import type { Evaluation } from './dgsct.ts';
import { Measurements } from './measurements.ts';
import { ABLATIONS, SEEDS, STUDIES, type Study, TEST_CLIPS } from './studies.ts';
import { removeData, type Training, trainAndMeasure } from './training.ts';

const QUICK = { clips: 12, epochs: 1, seeds: 1, ablations: 2, studies: 1 };

interface AccuracyRecord extends CaseRecord {
  readonly ablation: string;
  /** Without those of the test split. */
  readonly clips: number;
  readonly metric: string;
  /** Percent on the test split, by seed. */
  readonly percents: readonly number[];
  readonly mean: number;
  readonly deviation: number;
  /** By seed, with the rows for each class. */
  readonly evaluations: readonly Evaluation[];
}

/** Seeds outside of ablations: what a stopped bench has measured compares as much as can be. */
function trainingsOf(study: Study, quick: boolean): Training[] {
  const seeds = quick ? SEEDS.slice(0, QUICK.seeds) : SEEDS;
  const ablations = quick ? ABLATIONS.slice(0, QUICK.ablations) : ABLATIONS;
  return seeds.flatMap((seed) =>
    ablations.map((ablation) => ({
      study,
      ablation,
      seed,
      ...(quick
        ? { clips: { all: QUICK.clips }, epochs: QUICK.epochs }
        : { clips: { all: study.clips, test: TEST_CLIPS } }),
    })),
  );
}

interface Results {
  readonly measured: ReadonlyMap<Training, Evaluation>;
  /** Why, by title; an ablation that fails with one seed is left out whole. */
  readonly leftOut: ReadonlyMap<string, string>;
}

const titleOf = ({ study, ablation }: Training): string => `${study.preset}, ${ablation.name}`;

function measureAll(trainings: readonly Training[], folder: string, say: SuiteOptions['say']): Results {
  const measurements = new Measurements(folder);
  const measured = new Map(
    trainings.flatMap((training) => {
      const evaluation = measurements.of(training);
      return evaluation === undefined ? [] : [[training, evaluation] as const];
    }),
  );
  const leftOut = new Map<string, string>();
  const open = trainings.filter((training) => !measured.has(training));
  if (measured.size > 0) say(`${measured.size} of ${trainings.length} trainings have been measured before`);
  const began = Date.now();
  for (const [index, training] of open.entries()) {
    const title = titleOf(training);
    if (!leftOut.has(title)) {
      const left = ((Date.now() - began) / 1000 / index) * (open.length - index);
      const estimate = index === 0 ? '' : `, about ${longDuration(left)} left`;
      say(`${title}, seed ${training.seed}: ${index + 1} of ${open.length}${estimate}`);
      const outcome = attempt(() => trainAndMeasure(training, folder));
      if ('reason' in outcome) {
        leftOut.set(title, outcome.reason);
        say(`${title}: not measured, ${outcome.reason}`);
      } else {
        measurements.add(training, outcome.value);
        measured.set(training, outcome.value);
      }
    }
    if (open[index + 1]?.study !== training.study) removeData(training.study, folder);
  }
  return { measured, leftOut };
}

function attempt<T>(action: () => T): { readonly value: T } | { readonly reason: string } {
  try {
    return { value: action() };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

function recordsOf({ measured, leftOut }: Results): AccuracyRecord[] {
  const titles = new Set([...measured.keys()].map(titleOf).filter((title) => !leftOut.has(title)));
  return [...titles].map((title) => {
    const ofTitle = [...measured].filter(([training]) => titleOf(training) === title);
    const [[first]] = ofTitle as [[Training, Evaluation]];
    const evaluations = ofTitle.map(([, evaluation]) => evaluation);
    const percents = evaluations.map(({ summary }) => summary.percent);
    return {
      suite: 'accuracy',
      name: first.study.preset,
      ablation: first.ablation.name,
      clips: first.clips.all,
      metric: evaluations[0]?.summary.metric ?? '',
      percents,
      mean: meanOf(percents),
      deviation: deviationOf(percents),
      evaluations,
    };
  });
}

function sectionOf(records: readonly AccuracyRecord[], { leftOut }: Results): Section {
  const rows = records.map(({ name, ablation, metric, mean, deviation, percents, clips }) => [
    name,
    ablation,
    metric,
    `${mean.toFixed(1)} ± ${deviation.toFixed(1)}`,
    `${percents.length}`,
    `${clips}`,
    ablation === 'all' ? (STUDIES.find(({ preset }) => preset === name)?.paper ?? '') : '',
  ]);
  return {
    title: 'Accuracy',
    table: tableOf(['<preset', '<layers', '<metric', 'percent', 'seeds', 'clips', '<published'], rows),
    notes: [
      'Mean and standard deviation over seeds, of a tiny network on the test split of rendered clips.',
      'Published figures are those of the large model on recorded videos: they are no measure for the column beside them.',
      ...[...leftOut].map(([title, reason]) => `${title}: not measured, ${reason}`),
    ],
  };
}

const PRESETS: readonly string[] = STUDIES.map(({ preset }) => preset);

export const ACCURACY: Suite = {
  name: 'accuracy',
  about: 'tiny presets and ablations, trained with three seeds on rendered clips',
  peers: [],
  cases: PRESETS,
  isDefault: true,
  run: async ({ quick, cases, folder, say }) => {
    const wanted = chosen('case', STUDIES, ({ preset }) => preset, cases, beginsWith);
    const studies = quick ? wanted.slice(0, QUICK.studies) : wanted;
    const trainings = studies.flatMap((study) => trainingsOf(study, quick));
    const place =
      folder === undefined ? mkdtempSync(join(tmpdir(), 'bench-accuracy-')) : join(folder, 'accuracy');
    if (folder !== undefined) say(`what is measured is kept: with --out ${folder} a bench goes on from it`);
    try {
      const results = measureAll(trainings, place, say);
      const records = recordsOf(results);
      return { cases: records, sections: [sectionOf(records, results)] };
    } finally {
      if (folder === undefined) rmSync(place, { recursive: true });
    }
  },
};
