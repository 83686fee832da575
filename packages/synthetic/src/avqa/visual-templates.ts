// Questions that sight alone answers.
import { INSTRUMENTS } from './instruments.ts';
import { beside, offscreen, type Performance } from './performance.ts';
import {
  answered,
  type Case,
  counts,
  countWord,
  jointPresence,
  nearest,
  presence,
  type Template,
  YES_NO,
} from './template.ts';

const SIDES = ['left', 'right'] as const;
/** Instruments that are heard from elsewhere, so that sound does not answer. */
const unseen = (performance: Performance): readonly string[] =>
  nearest(offscreen(performance), performance.absent);

export const VISUAL_TEMPLATES: readonly Template[] = [
  {
    modality: 'Visual',
    kind: 'Counting',
    content: 'How many types of musical instruments appeared in the entire video?',
    answers: counts(1, 3),
    cases: ({ seen }) => [answered(countWord(seen.length))],
  },
  {
    modality: 'Visual',
    kind: 'Counting',
    content: 'How many <Object> are in the entire video?',
    answers: counts(0, 2),
    cases: (performance) =>
      [...performance.seen, ...unseen(performance)].map((name) => {
        const { length } = performance.players.filter(({ instrument }) => instrument === name);
        return answered(countWord(length), name);
      }),
  },
  {
    modality: 'Visual',
    kind: 'Counting',
    content: 'Are there <Object> and <Object> instruments in the video?',
    answers: YES_NO,
    cases: (performance) => jointPresence(performance.seen, unseen(performance)),
  },
  {
    modality: 'Visual',
    kind: 'Counting',
    content: 'Is there a <Object> in the entire video?',
    answers: YES_NO,
    cases: (performance) => presence(performance.seen, unseen(performance)),
  },
  {
    modality: 'Visual',
    kind: 'Location',
    content: 'What is the instrument on the <LR> of <Object>?',
    answers: INSTRUMENTS,
    cases: (performance) =>
      performance.seen.flatMap((name) =>
        SIDES.flatMap((side): Case[] => {
          const other = beside(performance, name, side);
          return other === undefined ? [] : [answered(other, side, name)];
        }),
      ),
  },
  {
    modality: 'Visual',
    kind: 'Location',
    content: 'What kind of musical instrument is it?',
    answers: INSTRUMENTS,
    cases: ({ seen: [only, ...others] }) => (only === undefined || others.length > 0 ? [] : [answered(only)]),
  },
  {
    modality: 'Visual',
    kind: 'Location',
    content: 'What kind of instrument is the <LRer> instrument? ',
    answers: INSTRUMENTS,
    cases: ({ players }) =>
      players
        .filter(({ place }) => place !== 'middle')
        .map(({ instrument, place }) => answered(instrument, `${place}est`)),
  },
];
