// One training of `bench accuracy`, measured on the test split by the command `dgsct`.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dgsct, type Evaluation, evaluationIn } from './dgsct.ts';
import type { Ablation, Study } from './studies.ts';

export interface Training {
  readonly study: Study;
  readonly ablation: Ablation;
  readonly seed: number;
  /** Rendered; `test` of them in the test split, or the usual fifth. */
  readonly clips: { readonly all: number; readonly test?: number };
  /** Those of the preset where absent. */
  readonly epochs?: number;
}

/** All that the training changes of its preset, but for the head that it begins with. */
export const changesOf = (training: Training): string[] => [
  ...training.ablation.set(training.study),
  ...seedAndEpochs(training),
];

/** The same of the training of that head, which all ablations of a seed share; undefined where they begin with nothing. */
export const headChangesOf = (training: Training): string[] | undefined =>
  training.study.head && [...training.study.frozen, ...training.study.head, ...seedAndEpochs(training)];

const seedAndEpochs = ({ seed, epochs }: Training): string[] => [
  `training.seed=${seed}`,
  ...(epochs === undefined ? [] : [`training.epochs=${epochs}`]),
];

/** Throws `BenchError`. Clips that are there are not rendered again; a run that an earlier bench left half done is begun anew. */
export function trainAndMeasure(training: Training, folder: string): Evaluation {
  const { study, clips } = training;
  const data = dataOf(study, folder);
  const run = join(folder, 'run');
  const { questions } = study;
  const more = [
    ...(clips.test === undefined ? [] : ['--test-clips', `${clips.test}`]),
    ...(questions === undefined ? [] : ['--questions', `${questions}`]),
  ];
  dgsct('data', 'synth', '--task', study.data, '--out', data, '--clips', `${clips.all}`, ...more);
  const head = headOf(training, folder);
  const changes = [
    ...changesOf(training),
    ...(head === undefined ? [] : [`training.initialCheckpoint=${head}`]),
  ];
  try {
    train(study, data, run, changes);
    return evaluationIn(dgsct('eval', '--run', run, '--split', 'test'));
  } finally {
    rmSync(run, { recursive: true, force: true });
  }
}

/** The run of the head to begin with, which is trained unless it is there. */
function headOf(training: Training, folder: string): string | undefined {
  const changes = headChangesOf(training);
  if (changes === undefined) return undefined;
  const { study, seed } = training;
  const head = join(dataOf(study, folder), `head-${seed}`);
  if (existsSync(head)) return head;
  train(study, dataOf(study, folder), `${head}.part`, changes);
  renameSync(`${head}.part`, head);
  return head;
}

function train({ preset }: Study, data: string, out: string, changes: readonly string[]): void {
  rmSync(out, { recursive: true, force: true });
  const set = changes.flatMap((change) => ['--set', change]);
  dgsct('train', '--config', preset, '--data', data, '--out', out, ...set);
}

export function removeData(study: Study, folder: string): void {
  rmSync(dataOf(study, folder), { recursive: true, force: true });
}

const dataOf = ({ preset }: Study, folder: string): string => join(folder, `${preset}-data`);
