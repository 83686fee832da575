// A data set in MUSIC-AVQA's layout with tiny videos, and the least networks of its two stages.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { temporaryFolder, writeTinyVideo } from './ave-folder.ts';

/** The config file of question answering. */
export const MINUTE_AVQA = fileURLToPath(new URL('./minute-avqa.yaml', import.meta.url));

/** A config file of grounding with the same encoders, in a new folder. */
export function minuteGrounding(): string {
  const {
    model,
    training: { negatives: _, ...training },
    ...rest
  } = parse(readFileSync(MINUTE_AVQA, 'utf8')) as {
    model: { head: { matchWidths: number[] } };
    training: { negatives?: string };
  };
  const { matchWidths } = model.head;
  const config = { ...rest, task: 'avqa-grounding', model: { head: { matchWidths } }, training };
  const file = join(temporaryFolder(), 'grounding.yaml');
  writeFileSync(file, stringify(config));
  return file;
}

export interface TinyQuestion {
  readonly content: string;
  readonly answer: string;
  readonly type?: readonly [modality: string, kind: string];
  readonly values?: readonly string[];
}

const QUESTIONS: readonly TinyQuestion[] = [
  { content: 'Is there a voiceover?', answer: 'no', type: ['Audio-Visual', 'Existential'] },
  {
    content: 'Is the <Object> louder than the <Object>?',
    answer: 'yes',
    type: ['Audio', 'Comparative'],
    values: ['flute', 'piano'],
  },
  { content: 'What kind of musical instrument is it?', answer: 'flute', type: ['Visual', 'Location'] },
];

type Ids = Readonly<Record<'train' | 'val' | 'test', readonly string[]>>;

/** The annotations: three questions about each video unless others are given. */
export function writeAvqaFiles(dir: string, ids: Ids, questions: readonly TinyQuestion[] = QUESTIONS): void {
  mkdirSync(join(dir, 'json'), { recursive: true });
  for (const [split, videos] of Object.entries(ids)) {
    const records = videos.flatMap((video_id, v) =>
      questions.map(({ content, answer, type = ['Audio', 'Counting'], values = [] }, q) => ({
        video_id,
        question_id: v * questions.length + q,
        type: JSON.stringify(type),
        question_content: content,
        templ_values: JSON.stringify(values),
        question_deleted: 0,
        anser: answer,
      })),
    );
    for (const name of [`avqa-${split}.json`, `avqa-${split}_real.json`]) {
      writeFileSync(join(dir, 'json', name), JSON.stringify(records));
    }
  }
}

/** A new data set: three videos to train on, one to select by, which is also trained on, and one to test. */
export function minuteAvqaData(): string {
  const dir = temporaryFolder();
  writeAvqaFiles(dir, { train: ['a', 'b', 'c'], val: ['a'], test: ['d'] });
  mkdirSync(join(dir, 'videos'));
  for (const id of ['a', 'b', 'c', 'd']) writeTinyVideo(join(dir, 'videos', `${id}.mp4`));
  return dir;
}
