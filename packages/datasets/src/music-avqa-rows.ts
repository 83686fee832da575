// Reads the annotation files of MUSIC-AVQA: one JSON array of questions, two of
// whose fields hold JSON as text (spec: task-avqa section 1.1). Opens no videos.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { shown } from '@dg-sct/checkpoint';
import { DatasetError } from './errors.ts';

/** One annotated question. */
export interface MusicAvqaRow {
  /** Position in its file, from 0. */
  readonly index: number;
  readonly videoId: string;
  /** Not unique: some questions occur twice, with contradicting answers. */
  readonly questionId: number;
  /** `Audio`, `Visual` or `Audio-Visual`. */
  readonly modality: string;
  /** `Counting`, `Comparative`, `Location`, `Existential` or `Temporal`. */
  readonly kind: string;
  /** A template whose slots `<...>` stand for `templateValues`, left to right. */
  readonly content: string;
  readonly templateValues: readonly string[];
  readonly answer: string;
}

/** Every question in the order of the file, which may be gzipped (`.gz`). @throws {DatasetError} DATASET_FILE, or DATASET_ROW naming the record. */
export function readMusicAvqaRows(file: string): MusicAvqaRow[] {
  const records = readJson(file);
  if (Array.isArray(records)) return records.map((record, index) => parseRow(record, index, file));
  throw new DatasetError('DATASET_FILE', `${file} holds no list; expected one JSON array of questions.`, {
    file,
  });
}

/** Far more than annotations have. A small archive may unpack to anything. */
const MAX_UNPACKED_BYTES = 2 ** 28;

function readJson(file: string): unknown {
  try {
    const bytes = readFileSync(file);
    return JSON.parse(
      (file.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }) : bytes).toString(
        'utf8',
      ),
    );
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Cannot read ${file} (${reason}); expected an annotation file of MUSIC-AVQA such as json/avqa-train.json.`;
    throw new DatasetError('DATASET_FILE', message, { file, cause });
  }
}

function parseRow(value: unknown, index: number, file: string): MusicAvqaRow {
  const fail = (problem: string): never => {
    throw new DatasetError('DATASET_ROW', `${file}, record ${index}: ${problem}.`, { file });
  };
  const record: Readonly<Record<string, unknown>> =
    typeof value === 'object' && value !== null ? { ...value } : fail('it is no object; expected a question');
  const text = (name: string): string => {
    const field = record[name];
    return typeof field === 'string' ? field : fail(`its "${name}" is ${shown(field)}; expected text`);
  };
  const texts = (name: string): string[] => {
    const list = parseTexts(text(name));
    return list ?? fail(`its "${name}" is ${text(name)}; expected a JSON list of texts`);
  };
  const videoId = text('video_id');
  // An id becomes part of a path: nothing that could lead out of the folder.
  if (!/^[\w-]+$/.test(videoId)) fail(`"${videoId}" is not a video id (letters, digits, "_", "-")`);
  const questionId = record.question_id;
  const [modality = '', kind = '', ...more] = texts('type');
  if (kind === '' || more.length > 0) fail(`its "type" is ${text('type')}; expected a modality and a kind`);
  return {
    index,
    videoId,
    questionId: Number.isInteger(questionId)
      ? Number(questionId)
      : fail(`its "question_id" is ${shown(questionId)}; expected a whole number`),
    modality,
    kind,
    content: text('question_content'),
    templateValues: texts('templ_values'),
    answer: text('anser'), // so spelt in the published files
  };
}

/** Undefined unless `json` is a list of texts. */
function parseTexts(json: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}
