// The trainings of `bench accuracy`, measured on the test split by the command `dgsct`.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@dg-sct/trainer';
import { reasonOf } from '../errors.ts';
import { type DgsctOptions, dgsct, type Evaluation, evaluationIn } from './dgsct.ts';
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

/** What decides how a training ends: its clips, and its config to the last key. */
export const askedOf = ({ study, clips }: Training, changes: readonly string[]) => ({
  clips,
  questions: study.questions,
  config: loadConfig(study.preset, changes),
});

/** Why the preset has no such training, such as a part that it has no key for. */
export function refusalOf(training: Training): string | undefined {
  try {
    loadConfig(training.study.preset, changesOf(training));
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** For people, and for files. */
export const nameOf = ({ study, ablation, seed }: Training): string =>
  `${study.preset}, ${ablation.name}, seed ${seed}`;

/** Where trainings are, side by side if need be, with the clips and heads that several of them share. */
export class Workshop {
  readonly #folder: string;
  readonly #options: DgsctOptions;
  readonly #clips = new Map<Study, Promise<void>>();
  readonly #heads = new Map<string, Promise<void>>();

  constructor(folder: string, options: DgsctOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /** Throws `BenchError`. */
  async measure(training: Training): Promise<Evaluation> {
    const { study } = training;
    await shared(this.#clips, study, () => this.#render(training));
    const head = await this.#headOf(training);
    const run = join(this.#folder, `${nameOf(training)}.run`);
    const changes = [
      ...changesOf(training),
      ...(head === undefined ? [] : [`training.initialCheckpoint=${head}`]),
    ];
    try {
      await this.#train(training, run, changes);
      return evaluationIn(await dgsct(['eval', '--run', run, '--split', 'test'], this.#options));
    } finally {
      rmSync(run, { recursive: true, force: true });
    }
  }

  /** What is rendered is not rendered again. */
  async #render({ study, clips }: Training): Promise<void> {
    const more = [
      ...(clips.test === undefined ? [] : ['--test-clips', `${clips.test}`]),
      ...(study.questions === undefined ? [] : ['--questions', `${study.questions}`]),
    ];
    const out = ['--out', this.#dataOf(study), '--clips', `${clips.all}`];
    await dgsct(['data', 'synth', '--task', study.data, ...out, ...more], this.#options);
  }

  /** The run of the head to begin with, which is trained unless it is there. */
  async #headOf(training: Training): Promise<string | undefined> {
    const changes = headChangesOf(training);
    if (changes === undefined) return undefined;
    const head = join(this.#dataOf(training.study), `head-${training.seed}`);
    await shared(this.#heads, head, async () => {
      if (existsSync(head)) return;
      await this.#train(training, `${head}.part`, changes);
      renameSync(`${head}.part`, head);
    });
    return head;
  }

  /** Goes on with the very same training where an earlier bench was stopped in it. */
  async #train(training: Training, out: string, changes: readonly string[]): Promise<void> {
    const { study } = training;
    const set = changes.flatMap((change) => ['--set', change]);
    const paths = ['--data', this.#dataOf(study), '--out', out];
    const resume = takeUp(out, JSON.stringify(askedOf(training, changes))) ? ['--resume'] : [];
    await dgsct(['train', '--config', study.preset, ...paths, ...set, ...resume], this.#options);
  }

  removeData(study: Study): void {
    rmSync(this.#dataOf(study), { recursive: true, force: true });
  }

  readonly #dataOf = ({ preset }: Study): string => join(this.#folder, `${preset}-data`);
}

/** Whether `out` holds a run of what is asked; else it becomes the empty folder of one. */
export function takeUp(out: string, asked: string): boolean {
  const note = join(out, 'asked.json');
  if (existsSync(join(out, 'run.json')) && existsSync(note) && readFileSync(note, 'utf8') === asked)
    return true;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  writeFileSync(note, asked);
  return false;
}

/** Has something made that several wait for. */
function shared<K>(begun: Map<K, Promise<void>>, key: K, make: () => Promise<void>): Promise<void> {
  const made = begun.get(key) ?? make();
  begun.set(key, made);
  return made;
}
