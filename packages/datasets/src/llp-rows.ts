// Reads the annotation files of LLP: tab-separated rows below a header (spec:
// task-avvp section 2). Opens no pictures and no sounds.
import { DatasetError } from './errors.ts';
import { readLines } from './text-files.ts';

/** Seconds of every LLP clip. */
export const LLP_SECONDS = 10;

/** The 25 classes of LLP in the order of their index. */
export const LLP_CLASSES: readonly string[] = [
  'Speech',
  'Car',
  'Cheering',
  'Dog',
  'Cat',
  'Frying_(food)',
  'Basketball_bounce',
  'Fire_alarm',
  'Chainsaw',
  'Cello',
  'Banjo',
  'Singing',
  'Chicken_rooster',
  'Violin_fiddle',
  'Vacuum_cleaner',
  'Baby_laughter',
  'Accordion',
  'Lawn_mower',
  'Motorcycle',
  'Helicopter',
  'Acoustic_guitar',
  'Telephone_bell_ringing',
  'Baby_cry_infant_cry',
  'Blender',
  'Clapping',
];

/** A clip and the names of its events, neither when nor in which modality. */
export interface LlpClip {
  /** Id of the video, then start and end in seconds: `4YdbENYcIyE_23_33`. */
  readonly filename: string;
  /** The first eleven characters, which may hold `_` and `-`. */
  readonly videoId: string;
  /** Class indices as listed; one may occur twice. */
  readonly events: readonly number[];
}

/** An event that was heard or seen; nothing where it ends before it starts, which occurs. */
export interface LlpEvent {
  /** Of the clip, as a whole; some are misspelt and belong to none. */
  readonly filename: string;
  /** Seconds; the event is in `onset <= t < offset`. */
  readonly onset: number;
  readonly offset: number;
  readonly classIndex: number;
}

const ID_LENGTH = 11;
const CLIP_HEADER = 'filename\tevent_labels';
const EVENT_HEADER = 'filename\tonset\toffset\tevent_labels';

/** All clips of a split file. @throws {DatasetError} DATASET_FILE, or DATASET_ROW with file and line. */
export function readLlpClips(file: string, classes: readonly string[] = LLP_CLASSES): LlpClip[] {
  return readRows(file, CLIP_HEADER, ([filename = '', labels = ''], fail) => {
    // The id becomes part of a path: nothing that could lead out of the folder.
    if (!/^[\w-]{11}_\d+(\.\d+)?_\d+(\.\d+)?$/.test(filename)) {
      fail(`"${filename}" is not a clip (an id of ${ID_LENGTH} characters, "_", start, "_", end)`);
    }
    const events = labels.split(',').map((label) => classIndex(label, classes, fail));
    return { filename, videoId: filename.slice(0, ID_LENGTH), events };
  });
}

/** All events of a dense annotation file. @throws {DatasetError} DATASET_FILE, or DATASET_ROW with file and line. */
export function readLlpEvents(file: string, classes: readonly string[] = LLP_CLASSES): LlpEvent[] {
  return readRows(file, EVENT_HEADER, ([filename = '', onset = '', offset = '', label = ''], fail) => {
    const second = (name: string, value: string): number =>
      /^\d+$/.test(value) && Number(value) <= LLP_SECONDS ? Number(value) : fail(`the ${name} is "${value}"`);
    return {
      filename,
      onset: second('onset', onset),
      offset: second('offset', offset),
      classIndex: classIndex(label, classes, fail),
    };
  });
}

type Fail = (problem: string) => never;

function classIndex(label: string, classes: readonly string[], fail: Fail): number {
  const index = classes.indexOf(label);
  return index < 0 ? fail(`"${label}" is not one of the ${classes.length} classes`) : index;
}

function readRows<Row>(
  file: string,
  header: string,
  parse: (fields: readonly string[], fail: Fail) => Row,
): Row[] {
  const [first, ...lines] = readLines(file, 'an annotation file of LLP such as AVVP_train.csv');
  const columns = header.split('\t');
  const failAt =
    (line: number): Fail =>
    (problem) => {
      const message = `${file}, line ${line}: ${problem}; expected ${columns.join(', ')}, separated by tabs.`;
      throw new DatasetError('DATASET_ROW', message, { file, line });
    };
  if (first !== header) failAt(1)(`the header is "${first}"`);
  return lines.flatMap((text, i) => {
    if (text === '') return [];
    const fields = text.split('\t');
    const fail = failAt(i + 2);
    if (fields.length !== columns.length) fail(`got ${fields.length} column(s)`);
    return [parse(fields, fail)];
  });
}
