// `bench accuracy`: the tiny presets and their ablations, trained on rendered clips with several seeds. What this measures is whether the
// parts of the model help on this data; the paper's figures stand beside it for what they are, of other data and a larger model.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { presetNames } from '@dg-sct/trainer';
import { beginsWith, chosen } from '../choose.ts';
import { reasonOf } from '../errors.ts';
import { type Section, tableOf } from '../report/section.ts';
import { deviationOf, meanOf } from '../statistics/mean.ts';
import type { CaseRecord, Suite, SuiteOptions } from '../suite.ts';
import { dgsct, type Evaluation, evaluationIn } from './dgsct.ts';
import { ABLATIONS, type Ablation, SEEDS, STUDIES, type Study } from './studies.ts';

const QUICK = { clips: 12, epochs: 1, seeds: [1], ablations: 2, presets: 1 };

interface AccuracyRecord extends CaseRecord {
  readonly ablation: string;
  readonly clips: number;
  readonly metric: string;
  /** Percent on the test split, by seed. */
  readonly percents: readonly number[];
  readonly mean: number;
  readonly deviation: number;
  /** By seed, with the rows for each class. */
  readonly evaluations: readonly Evaluation[];
}

interface Outcome {
  readonly records: readonly AccuracyRecord[];
  readonly leftOut: readonly string[];
}

/** One preset: its data rendered once, then every ablation with every seed, seeds outermost. */
function study(preset: string, { data, clips }: Study, options: SuiteOptions): Outcome {
  const { quick, say } = options;
  const count = quick ? QUICK.clips : clips;
  const seeds = quick ? QUICK.seeds : SEEDS;
  const ablations = quick ? ABLATIONS.slice(0, QUICK.ablations) : ABLATIONS;
  const folder = mkdtempSync(join(tmpdir(), 'bench-accuracy-'));
  const measured = new Map<Ablation, Evaluation[]>(ablations.map((ablation) => [ablation, []]));
  const leftOut: string[] = [];
  try {
    const clipsIn = join(folder, 'data');
    say(`${preset}: renders ${count} clips`);
    dgsct('data', 'synth', '--task', data, '--out', clipsIn, '--clips', `${count}`);
    for (const seed of seeds) {
      for (const ablation of [...measured.keys()]) {
        say(`${preset}: ${ablation.name}, seed ${seed}`);
        try {
          measured
            .get(ablation)
            ?.push(trainAndMeasure(preset, ablation, seed, clipsIn, join(folder, 'run'), quick));
        } catch (error) {
          measured.delete(ablation);
          leftOut.push(`${preset}, ${ablation.name}: not measured, ${reasonOf(error)}`);
          say(leftOut.at(-1) ?? '');
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const records = [...measured].map(([ablation, all]) => recordOf(preset, ablation.name, count, all));
  return { records, leftOut };
}

/** On the test split. Throws `BenchError`. */
function trainAndMeasure(
  preset: string,
  { set }: Ablation,
  seed: number,
  data: string,
  run: string,
  quick: boolean,
): Evaluation {
  const changes = set.flatMap((change) => ['--set', change]);
  const epochs = quick ? ['--epochs', `${QUICK.epochs}`] : [];
  try {
    dgsct(
      'train',
      '--config',
      preset,
      '--data',
      data,
      '--out',
      run,
      '--seed',
      `${seed}`,
      ...changes,
      ...epochs,
    );
    return evaluationIn(dgsct('eval', '--run', run, '--split', 'test'));
  } finally {
    rmSync(run, { recursive: true, force: true });
  }
}

function recordOf(
  name: string,
  ablation: string,
  clips: number,
  evaluations: readonly Evaluation[],
): AccuracyRecord {
  const percents = evaluations.map(({ summary }) => summary.percent);
  const metric = evaluations[0]?.summary.metric ?? '';
  const [mean, deviation] = [meanOf(percents), deviationOf(percents)];
  return { suite: 'accuracy', name, ablation, clips, metric, percents, mean, deviation, evaluations };
}

function sectionOf(records: readonly AccuracyRecord[], leftOut: readonly string[]): Section {
  const rows = records.map(({ name, ablation, metric, mean, deviation, percents, clips }) => [
    name,
    ablation,
    metric,
    `${mean.toFixed(1)} ± ${deviation.toFixed(1)}`,
    `${percents.length}`,
    `${clips}`,
    ablation === 'all' ? (STUDIES[name]?.paper ?? '') : '',
  ]);
  return {
    title: 'Accuracy',
    table: tableOf(['<preset', '<layers', '<metric', 'percent', 'seeds', 'clips', '<published'], rows),
    notes: [
      'Mean and standard deviation over seeds, of a tiny network on the test split of rendered clips.',
      'Published figures are those of the large model on recorded videos: they are no measure for the column beside them.',
      ...leftOut,
    ],
  };
}

const PRESETS: readonly string[] = Object.keys(STUDIES).filter((name) => presetNames().includes(name));

export const ACCURACY: Suite = {
  name: 'accuracy',
  about: 'tiny presets and ablations, trained with three seeds on rendered clips',
  peers: [],
  cases: PRESETS,
  isDefault: true,
  run: async (options) => {
    const wanted = chosen('case', PRESETS, String, options.cases, beginsWith);
    const presets = options.quick ? wanted.slice(0, QUICK.presets) : wanted;
    const records: AccuracyRecord[] = [];
    const leftOut: string[] = [];
    for (const preset of presets) {
      const outcome = study(preset, STUDIES[preset] as Study, options);
      records.push(...outcome.records);
      leftOut.push(...outcome.leftOut);
    }
    return { cases: records, sections: [sectionOf(records, leftOut)] };
  },
};
