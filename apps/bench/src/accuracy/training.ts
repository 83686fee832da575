// One training of `bench accuracy`, measured on the test split by the command `dgsct`.
import { rmSync } from 'node:fs';
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

/** All that the training changes of its preset. */
export const changesOf = ({ ablation, seed, epochs }: Training): string[] => [
  ...ablation.set,
  `training.seed=${seed}`,
  ...(epochs === undefined ? [] : [`training.epochs=${epochs}`]),
];

/** Throws `BenchError`. Clips that are there are not rendered again; a run that an earlier bench left half done is begun anew. */
export function trainAndMeasure(training: Training, folder: string): Evaluation {
  const { study, clips } = training;
  const data = dataOf(study, folder);
  const run = join(folder, 'run');
  const testClips = clips.test === undefined ? [] : ['--test-clips', `${clips.test}`];
  dgsct('data', 'synth', '--task', study.data, '--out', data, '--clips', `${clips.all}`, ...testClips);
  const changes = changesOf(training).flatMap((change) => ['--set', change]);
  rmSync(run, { recursive: true, force: true });
  try {
    dgsct('train', '--config', study.preset, '--data', data, '--out', run, ...changes);
    return evaluationIn(dgsct('eval', '--run', run, '--split', 'test'));
  } finally {
    rmSync(run, { recursive: true, force: true });
  }
}

export function removeData(study: Study, folder: string): void {
  rmSync(dataOf(study, folder), { recursive: true, force: true });
}

const dataOf = ({ preset }: Study, folder: string): string => join(folder, `${preset}-data`);
