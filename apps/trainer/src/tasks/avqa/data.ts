// Splits of MUSIC-AVQA: questions about videos, as numbers.
import { type MusicAvqaSample, readMusicAvqaDataset } from '@dg-sct/datasets';
import { AVQA_TYPES, AvqaError, AvqaVocabulary, questionWords } from '@dg-sct/task-avqa/questions';
import { CommandError } from '../../errors.ts';
import type { Clip, Example, ReadSplit } from '../data.ts';
import type { AvqaConfig } from './config.ts';
import { clipsOf, requestOf } from './videos.ts';

/** A question and what is known of it. */
export interface Asked {
  readonly text: string;
  /** Word ids, `[L]`. */
  readonly ids: Int32Array;
  /** Index of the answer. */
  readonly answer: number;
  /** Index of the type in `AVQA_TYPES`. */
  readonly type: number;
}

/** A question about a video, or several that share a pass through the encoders. */
export interface AvqaExample extends Example {
  /** From one to `places`. */
  readonly questions: readonly Asked[];
  /** How many questions about each video a batch holds, Q; a question is repeated where there are fewer. */
  readonly places: number;
  /** As `training.negatives`. */
  readonly negatives: AvqaConfig['training']['negatives'];
}

export const readAvqaSplit: ReadSplit<AvqaConfig, AvqaExample> = (dir, split, { data, training }) => {
  const { questionsPerVideo: places, negatives } = training;
  const dataset = readMusicAvqaDataset(dir, requestOf(split, data));
  const clips = clipsOf(dataset, dir);
  const vocabulary = new AvqaVocabulary();
  const example = (samples: readonly MusicAvqaSample[]): AvqaExample[] => {
    const [first] = samples;
    const clip = clips[first?.video ?? -1];
    if (first === undefined || clip === undefined) return [];
    const questions = samples.map((sample) => asked(sample, vocabulary, `${dir}, ${split}`));
    return [{ name: nameOf(first, clip), clip, questions, places, negatives }];
  };
  return { classes: vocabulary.answers, examples: together(dataset.samples, places).flatMap(example) };
};

const nameOf = ({ questionId }: MusicAvqaSample, { key }: Clip): string =>
  `question ${questionId} about ${key}`;

/** Up to `places` questions about the same video, in order of each first one; with one place the file's order. */
function together(samples: readonly MusicAvqaSample[], places: number): MusicAvqaSample[][] {
  const groups: MusicAvqaSample[][] = [];
  const open = new Map<number, MusicAvqaSample[]>();
  for (const sample of samples) {
    const group = open.get(sample.video);
    if (group !== undefined && group.length < places) {
      group.push(sample);
      continue;
    }
    const begun = [sample];
    groups.push(begun);
    open.set(sample.video, begun);
  }
  return groups;
}

/** @throws {CommandError} for a word, an answer or a type that is not published. */
function asked(sample: MusicAvqaSample, vocabulary: AvqaVocabulary, where: string): Asked {
  const type = AVQA_TYPES.indexOf(`${sample.modality}/${sample.kind}` as (typeof AVQA_TYPES)[number]);
  if (type < 0) {
    throw refusal(
      sample,
      where,
      `its type is ${sample.modality}/${sample.kind}, which is not one of ${AVQA_TYPES.join(', ')}`,
    );
  }
  try {
    const ids = vocabulary.encode(sample);
    return {
      text: `${questionWords(sample).join(' ')}?`,
      ids,
      answer: vocabulary.answerIndex(sample.answer),
      type,
    };
  } catch (error) {
    if (error instanceof AvqaError) throw refusal(sample, where, error.message);
    throw error;
  }
}

const refusal = ({ index, questionId }: MusicAvqaSample, where: string, problem: string): CommandError =>
  new CommandError(`${where} split, record ${index} (question ${questionId}): ${problem}`);
