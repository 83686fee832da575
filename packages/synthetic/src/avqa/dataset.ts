// The data set of MUSIC-AVQA: its clips, what is asked about them, and its files in the published layout.
import { spreadIndices } from '@dg-sct/media';
import type { ClipPart } from '../clip-parts.ts';
import { type DatasetClip, planClips, SPLITS, splitSizes } from '../dataset/splits.ts';
import type { PlannedDataset, PlanRequest, SyntheticTask } from '../dataset/task.ts';
import type { ClipPlan } from '../plan.ts';
import { Random } from '../random.ts';
import { AVQA_CLASSES } from './instruments.ts';
import { type AvqaOptions, DEFAULT_AVQA_OPTIONS } from './options.ts';
import { performanceOf } from './performance.ts';
import { BEATS, planAvqaClip } from './plan.ts';
import { type Question, QuestionMaker } from './questions.ts';

/** A clip and what is asked about it. */
export interface AvqaClip extends DatasetClip<ClipPlan> {
  readonly questions: readonly Question[];
}

/** What is told of a data set of questions. */
export interface AvqaFacts {
  readonly questions: number;
}

/** Audio-visual question answering. */
export const SYNTHETIC_AVQA: SyntheticTask<AvqaOptions, AvqaFacts> = {
  name: 'avqa',
  defaults: DEFAULT_AVQA_OPTIONS,
  plan: planAvqaDataset,
};

function planAvqaDataset(request: PlanRequest<AvqaOptions>): PlannedDataset<AvqaFacts> {
  const clips = planAvqaClips(request);
  return {
    jobs: clips.map(({ videoId, plan }) => ({
      path: `videos/${videoId}.mp4`,
      plan,
      parts: partsOf(videoId, plan.seconds),
    })),
    files: annotations(clips),
    clips: clips.map(summaryOf),
    classes: AVQA_CLASSES.length,
    splits: splitSizes(request),
    facts: { questions: clips.reduce((sum, { questions }) => sum + questions.length, 0) },
  };
}

/** Every clip with its plan and questions, in the order of the files; answers are balanced in each split. */
export function planAvqaClips({ options, ...request }: PlanRequest<AvqaOptions>): AvqaClip[] {
  const planned = planClips({ ...request, categories: AVQA_CLASSES }, (random, { category, domain }) =>
    planAvqaClip(random, { category, domain, options }),
  );
  const { questionsPerType } = options.composition;
  return SPLITS.flatMap((split) => {
    const maker = new QuestionMaker(new Random(`${request.seed}/${split}/questions`));
    return planned
      .filter((clip) => clip.split === split)
      .map((clip) => ({ ...clip, questions: maker.ask(performanceOf(clip.plan), questionsPerType) }));
  });
}

/** A picture of every second, and the sound of the ten seconds from which the reader takes pictures. */
function partsOf(videoId: string, seconds: number): ClipPart[] {
  const stills = Array.from({ length: seconds }, (_, second): ClipPart => {
    const name = `${second + 1}`.padStart(8, '0');
    return { kind: 'still', second, path: `frames/${videoId}/${name}.jpg` };
  });
  return [
    ...stills,
    { kind: 'excerpts', seconds: spreadIndices(seconds, BEATS), path: `audio_wave/${videoId}.npy` },
  ];
}

/**
 * The json files. All clips stand as recorded ones (`_real`), since the published training of the first stage reads no
 * other.
 */
function annotations(clips: readonly AvqaClip[]): Record<string, string> {
  const records = clips.flatMap(({ videoId, split, questions }) =>
    questions.map((question) => ({ videoId, split, question })),
  );
  const rows = records.map(({ videoId, split, question }, id) => ({
    split,
    row: recordOf(videoId, id, question),
  }));
  return Object.fromEntries(
    SPLITS.flatMap((split) => {
      const text = `${JSON.stringify(
        rows.filter((one) => one.split === split).map(({ row }) => row),
        null,
        1,
      )}\n`;
      return [`json/avqa-${split}.json`, `json/avqa-${split}_real.json`].map((name) => [name, text]);
    }),
  );
}

/** One question with the published keys, in their order. */
const recordOf = (videoId: string, id: number, { modality, kind, content, values, answer }: Question) => ({
  video_id: videoId,
  question_id: id,
  type: listText([modality, kind]),
  question_content: content,
  templ_values: listText(values),
  question_deleted: 0,
  anser: answer,
});

/** A list as text, spaced as Python writes it. */
const listText = (items: readonly string[]): string =>
  `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;

function summaryOf({ videoId, split, plan }: AvqaClip) {
  return {
    videoId,
    split,
    objects: plan.objects.map(({ className, style, x }) => ({ className, style, x })),
    sounds: plan.sounds.map(({ className, start, end, track }) => ({
      className,
      start,
      end,
      levelDb: track.levelDb,
    })),
  };
}
