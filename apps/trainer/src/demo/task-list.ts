// What `dgsct demo-tasks` does: a rendered data set and a tiny preset for each task.
import type { SynthTask } from '../commands/synth-tasks.ts';

export interface TaskDemo {
  /** Of the folder below the demo's, and what `--only` takes. */
  readonly name: SynthTask;
  readonly title: string;
  readonly preset: string;
  /** `--clips` unless given: 70 % of them train, 10 % choose the best epoch. */
  readonly clips: number;
  /** `--questions` of `dgsct data synth`, where something is asked about the clips. */
  readonly questions?: number;
  /** What the same network without layers is told: `--set` of the command `dgsct`. */
  readonly frozen: readonly string[];
  /** What the training of a head with which both networks begin is told besides; absent: both begin with nothing. */
  readonly head?: readonly string[];
  /** What the score is called for a person. */
  readonly score: string;
  /** Who is beaten without looking or listening. */
  readonly trivial: string;
}

const WITHOUT_LAYERS = ['model.crossModal=false'];
const ON_KEPT_FEATURES = [...WITHOUT_LAYERS, 'training.keepFeatures=true'];

export const TASK_DEMOS: readonly TaskDemo[] = [
  {
    name: 'ave',
    title: 'Event localization (AVE)',
    preset: 'ave-tiny',
    clips: 400,
    frozen: ON_KEPT_FEATURES,
    score: 'seconds named right',
    trivial: 'the most frequent label',
  },
  {
    name: 'avvp',
    title: 'Video parsing (AVVP)',
    preset: 'avvp-tiny',
    clips: 1600,
    frozen: ON_KEPT_FEATURES,
    score: 'Type@AV, F-scores of segments',
    trivial: 'the most frequent event, heard and seen in every second',
  },
  {
    name: 'avs-s4',
    title: 'Segmentation of single sources (AVS, S4)',
    preset: 'avs-s4-tiny',
    clips: 320,
    frozen: WITHOUT_LAYERS,
    score: 'M_J, overlap of masks',
    trivial: 'the whole picture',
  },
  {
    name: 'avs-ms3',
    title: 'Segmentation of multiple sources (AVS, MS3)',
    preset: 'avs-ms3-tiny',
    clips: 320,
    frozen: WITHOUT_LAYERS,
    score: 'M_J, overlap of masks',
    trivial: 'the whole picture',
  },
  {
    name: 'avqa',
    title: 'Question answering (AVQA)',
    preset: 'avqa-tiny',
    clips: 1600,
    questions: 4,
    frozen: ON_KEPT_FEATURES,
    head: ['training.epochs=30', 'training.decayEpochs=30', 'training.earlyStop=30'],
    score: 'questions answered right',
    trivial: 'the most frequent answer',
  },
];
