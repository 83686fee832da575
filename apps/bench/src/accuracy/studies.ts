// What `bench accuracy` trains: the tiny preset of each task on the clips that `dgsct demo-tasks` renders, and the ablations. Data only.
import { TASK_DEMOS, type TaskDemo } from '@dg-sct/trainer';

export interface Study extends Pick<TaskDemo, 'preset' | 'clips' | 'questions' | 'frozen' | 'head'> {
  /** What `dgsct data synth` renders. */
  readonly data: string;
  /** Percent, the published model on the published data. */
  readonly paper: string;
}

/** Specs: task-ave, task-avvp, task-avs, task-avqa. */
const PAPER: Readonly<Record<string, string>> = {
  'ave-tiny': 'segment accuracy 82.2',
  'avvp-tiny': 'Type by segments 57.1',
  'avs-s4-tiny': 'mean Jaccard index 80.9',
  'avs-ms3-tiny': 'mean Jaccard index 53.5',
  'avqa-tiny': 'average accuracy 74.8',
};

export const STUDIES: readonly Study[] = TASK_DEMOS.map((demo) => ({
  ...demo,
  data: demo.name,
  paper: PAPER[demo.preset] ?? '',
}));

/** In a split of its own, in an unseen style. */
export const TEST_CLIPS = 240;

export interface Ablation {
  readonly name: string;
  /** `--set` of the command `dgsct`. */
  set(study: Study): readonly string[];
}

export const ABLATIONS: readonly Ablation[] = [
  { name: 'all', set: () => [] },
  { name: 'no cross-modal layers', set: ({ frozen }) => frozen },
  { name: 'without spatial part', set: () => ['model.adapter.parts.spatial=false'] },
  { name: 'without channel part', set: () => ['model.adapter.parts.channel=false'] },
  // For these tasks time is not in the layers but in the attention behind the encoders, whose gates have this weight.
  { name: 'without temporal part', set: () => ['model.temporal.gamma=0'] },
];

export const SEEDS: readonly number[] = [1, 2, 3];
