// `bench accuracy`: the tiny presets and their ablations, trained on rendered clips with several seeds. What this measures is whether the
// parts of the model help on this data; the paper's figures stand beside it for what they are, of other data and a larger model.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginsWith, chosen } from '../choose.ts';
import { reasonOf } from '../errors.ts';
import { type Section, tableOf } from '../report/section.ts';
import { longDuration } from '../report/units.ts';
import { deviationOf, meanOf } from '../statistics/mean.ts';
import type { CaseRecord, Suite, SuiteOptions } from '../suite.ts';
import type { Evaluation } from './dgsct.ts';
import { Measurements } from './measurements.ts';
import { interruptible, sideBySide } from './side-by-side.ts';
import { ABLATIONS, SEEDS, STUDIES, type Study, TEST_CLIPS } from './studies.ts';
import { nameOf, refusalOf, type Training, Workshop } from './training.ts';

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
  /** In the order of trainings, whichever ended first. */
  readonly measured: readonly { readonly training: Training; readonly evaluation: Evaluation }[];
  /** Why, by title; an ablation that fails with one seed is left out whole. */
  readonly leftOut: ReadonlyMap<string, string>;
}

const titleOf = ({ study, ablation }: Training): string => `${study.preset}, ${ablation.name}`;

async function measureAll(
  asked: readonly Training[],
  folder: string,
  say: SuiteOptions['say'],
): Promise<Results> {
  const leftOut = new Map<string, string>();
  const leaveOut = (title: string, reason: string): void => {
    if (leftOut.has(title)) return;
    leftOut.set(title, reason);
    say(`${title}: not measured, ${reason}`);
  };
  // First of all: how many trainings there are, and how long they take, is said of those that can be.
  for (const training of asked) {
    const refusal = refusalOf(training);
    if (refusal !== undefined) leaveOut(titleOf(training), refusal);
  }
  const trainings = asked.filter((training) => !leftOut.has(titleOf(training)));
  const measurements = new Measurements(folder);
  const evaluations = new Map(trainings.map((training) => [training, measurements.of(training)]));
  const open = new Set(trainings.filter((training) => evaluations.get(training) === undefined));
  const before = trainings.length - open.size;
  if (before > 0) say(`${before} of ${trainings.length} trainings have been measured before`);
  const progress = progressOf(open.size);

  async function measure(training: Training, workshop: Workshop): Promise<void> {
    const title = titleOf(training);
    if (leftOut.has(title)) return;
    say(`${nameOf(training)}: ${progress.begin(open.size)}`);
    const outcome = await workshop.measure(training).catch((error) => ({ reason: reasonOf(error) }));
    if ('reason' in outcome) {
      leaveOut(title, outcome.reason);
    } else {
      measurements.add(training, outcome);
      evaluations.set(training, outcome);
    }
  }

  const jobs = Math.max(1, Math.min(availableParallelism(), open.size));
  const threads = Math.floor(availableParallelism() / jobs);
  await interruptible((signal) => {
    const workshop = new Workshop(folder, { threads, signal });
    return sideBySide(jobs, [...open], async (training) => {
      await measure(training, workshop);
      open.delete(training);
      if (![...open].some(({ study }) => study === training.study)) workshop.removeData(training.study);
    });
  });
  const measured = [...evaluations].flatMap(([training, evaluation]) =>
    evaluation === undefined ? [] : [{ training, evaluation }],
  );
  return { measured, leftOut };
}

/** Says which of `all` trainings begins, and how long the open ones may take. */
function progressOf(all: number) {
  const clock = Date.now();
  let begun = 0;
  return {
    begin: (open: number): string => {
      begun += 1;
      const left = ((Date.now() - clock) / 1000 / (all - open)) * open;
      return `${begun} of ${all}${open === all ? '' : `, about ${longDuration(left)} left`}`;
    },
  };
}

function recordsOf({ measured, leftOut }: Results): AccuracyRecord[] {
  const titles = new Set(
    measured.map(({ training }) => titleOf(training)).filter((title) => !leftOut.has(title)),
  );
  return [...titles].map((title) => {
    const ofTitle = measured.filter(({ training }) => titleOf(training) === title);
    const [first] = ofTitle as [(typeof measured)[number]];
    const { study, ablation, clips } = first.training;
    const evaluations = ofTitle.map(({ evaluation }) => evaluation);
    const percents = evaluations.map(({ summary }) => summary.percent);
    return {
      suite: 'accuracy',
      name: study.preset,
      ablation: ablation.name,
      clips: clips.all,
      metric: first.evaluation.summary.metric,
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
      const results = await measureAll(trainings, place, say);
      const records = recordsOf(results);
      return { cases: records, sections: [sectionOf(records, results)] };
    } finally {
      if (folder === undefined) rmSync(place, { recursive: true });
    }
  },
};
