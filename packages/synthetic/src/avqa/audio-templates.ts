// Questions that sound alone answers.
import { LOUDNESS_GAP_DB, type Performance, type Sound, silent } from './performance.ts';
import {
  answered,
  counts,
  countWord,
  jointPresence,
  nearest,
  orderedPairs,
  presence,
  type Template,
  YES_NO,
  yesOrNo,
} from './template.ts';

/** Part of the clip by which one sound must be longer than another to be compared. */
const LENGTH_GAP = 0.2;
const lengthOf = ({ start, end }: Sound): number => end - start;
/** Silent instruments that are seen, so that sight does not answer. */
const unheard = (performance: Performance): readonly string[] =>
  nearest(silent(performance), performance.absent);

export const AUDIO_TEMPLATES: readonly Template[] = [
  {
    modality: 'Audio',
    kind: 'Counting',
    content: 'How many musical instruments were heard throughout the video?',
    answers: counts(1, 4),
    cases: ({ heard }) => [answered(countWord(heard.length))],
  },
  {
    modality: 'Audio',
    kind: 'Counting',
    content: 'Is there a <Object> sound?',
    answers: YES_NO,
    cases: (performance) => presence(performance.heard, unheard(performance)),
  },
  {
    modality: 'Audio',
    kind: 'Counting',
    content: 'Are there <Object> and <Object> sound? ',
    answers: YES_NO,
    cases: (performance) => jointPresence(performance.heard, unheard(performance)),
  },
  {
    modality: 'Audio',
    kind: 'Comparative',
    content: 'Is the <Object> louder than the <Object>?',
    answers: YES_NO,
    cases: ({ sounds }) =>
      orderedPairs(sounds)
        .filter(([a, b]) => Math.abs(a.levelDb - b.levelDb) >= LOUDNESS_GAP_DB)
        .map(([a, b]) => yesOrNo(a.levelDb > b.levelDb, a.instrument, b.instrument)),
  },
  {
    modality: 'Audio',
    kind: 'Comparative',
    content: 'Is the <Object> playing longer than the <Object>?',
    answers: YES_NO,
    cases: ({ sounds, seconds }) =>
      orderedPairs(sounds)
        .filter(([a, b]) => Math.abs(lengthOf(a) - lengthOf(b)) >= LENGTH_GAP * seconds)
        .map(([a, b]) => yesOrNo(lengthOf(a) > lengthOf(b), a.instrument, b.instrument)),
  },
];
