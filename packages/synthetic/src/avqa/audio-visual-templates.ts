// Questions that need both sight and sound.
import { INSTRUMENTS } from './instruments.ts';
import {
  beside,
  LOUDNESS_GAP_DB,
  offscreen,
  type Performance,
  type Place,
  placeOf,
  type Sound,
  silent,
  soundAt,
  sounding,
  soundOfLevel,
} from './performance.ts';
import {
  answered,
  type Case,
  counts,
  countWord,
  orderedPairs,
  type Template,
  YES_NO,
  yesOrNo,
} from './template.ts';

const RANKS = ['first', 'last'] as const;
const LEVELS = ['loudest', 'lowest'] as const;
const SIDES = ['left', 'right'] as const;
const ORDINALS = ['first', 'second', 'third', 'fourth'] as const;
const PLACES: readonly Place[] = ['left', 'middle', 'right'];

/** Seen players and what they sound like, where that is told apart from all others and compared without doubt. */
function comparable(performance: Performance): [Placed, Placed][] {
  const placed = performance.sounds.flatMap((sound): Placed[] => {
    const place = placeOf(performance, sound.instrument);
    return place === undefined ? [] : [{ ...sound, place }];
  });
  return orderedPairs(placed).filter(([a, b]) => Math.abs(a.levelDb - b.levelDb) >= LOUDNESS_GAP_DB);
}

interface Placed extends Sound {
  readonly place: Place;
}

/** A case for `name`, unless that is unseen or not known. */
function ifSeen({ seen }: Performance, name: string | undefined, ...values: string[]): Case[] {
  return name !== undefined && seen.includes(name) ? [answered(name, ...values)] : [];
}

const overlap = (a: Sound, b: Sound): boolean => a.start < b.end && b.start < a.end;

const EXISTENTIAL: readonly Template[] = [
  {
    modality: 'Audio-Visual',
    kind: 'Existential',
    content: 'Is this sound from the instrument in the video?',
    answers: YES_NO,
    cases: (performance) => [yesOrNo(offscreen(performance).length === 0)],
  },
  {
    modality: 'Audio-Visual',
    kind: 'Existential',
    content: 'Is there a voiceover?',
    answers: YES_NO,
    cases: (performance) => [yesOrNo(offscreen(performance).length > 0)],
  },
  {
    modality: 'Audio-Visual',
    kind: 'Existential',
    content: 'Is the <Object> in the video always playing?',
    answers: YES_NO,
    cases: ({ sounds, seen, seconds }) =>
      sounds
        .filter(({ instrument }) => seen.includes(instrument))
        .map(({ instrument, start, end }) => yesOrNo(start === 0 && end === seconds, instrument)),
  },
];

const COUNTING: readonly Template[] = [
  {
    modality: 'Audio-Visual',
    kind: 'Counting',
    content: 'How many sounding <Object> in the video？',
    answers: counts(0, 2),
    cases: (performance) =>
      [...performance.seen, ...offscreen(performance)].map((name) => {
        const { length } = sounding(performance).filter(({ instrument }) => instrument === name);
        return answered(countWord(length), name);
      }),
  },
  {
    modality: 'Audio-Visual',
    kind: 'Counting',
    content: 'How many instruments in the video did not sound from beginning to end?',
    answers: counts(0, 3),
    cases: (performance) => [answered(countWord(performance.players.length - sounding(performance).length))],
  },
  {
    modality: 'Audio-Visual',
    kind: 'Counting',
    content: 'How many instruments are sounding in the video?',
    answers: counts(0, 3),
    cases: (performance) => [answered(countWord(sounding(performance).length))],
  },
  {
    modality: 'Audio-Visual',
    kind: 'Counting',
    content: 'How many types of musical instruments sound in the video?',
    answers: counts(0, 3),
    cases: (performance) => [answered(countWord(performance.seen.length - silent(performance).length))],
  },
];

const LOCATION: readonly Template[] = [
  {
    modality: 'Audio-Visual',
    kind: 'Location',
    content: 'Is the <FL> sound coming from the <LR> instrument?',
    answers: YES_NO,
    cases: (performance) =>
      RANKS.flatMap((rank) => {
        const sound = soundAt(performance, rank);
        if (sound === undefined || performance.players.length < 2) return [];
        return performance.players.map(({ instrument, place }) =>
          yesOrNo(instrument === sound.instrument, rank, place),
        );
      }),
  },
  {
    modality: 'Audio-Visual',
    kind: 'Location',
    content: 'Where is the <LL> instrument?',
    answers: PLACES,
    cases: (performance) =>
      LEVELS.flatMap((level): Case[] => {
        const sound = soundOfLevel(performance, level);
        const place = sound && placeOf(performance, sound.instrument);
        return place === undefined ? [] : [answered(place, level)];
      }),
  },
  {
    modality: 'Audio-Visual',
    kind: 'Location',
    content: 'Which is the musical instrument that sounds at the same time as the <Object>?',
    answers: INSTRUMENTS,
    cases: (performance) =>
      performance.sounds.flatMap((sound): Case[] => {
        const [other, ...more] = performance.sounds.filter((one) => one !== sound && overlap(one, sound));
        return more.length > 0 ? [] : ifSeen(performance, other?.instrument, sound.instrument);
      }),
  },
  {
    modality: 'Audio-Visual',
    kind: 'Location',
    content: 'What is the <LR> instrument of the <FL> sounding instrument?',
    answers: INSTRUMENTS,
    cases: (performance) =>
      RANKS.flatMap((rank) =>
        SIDES.flatMap((side): Case[] => {
          const sound = soundAt(performance, rank);
          const other = sound && beside(performance, sound.instrument, side);
          return other === undefined ? [] : [answered(other, side, rank)];
        }),
      ),
  },
];

const COMPARATIVE: readonly Template[] = [
  {
    modality: 'Audio-Visual',
    kind: 'Comparative',
    content: 'Is the <Object> on the <LR> louder than the <Object> on the <LR>?',
    answers: YES_NO,
    cases: (performance) =>
      comparable(performance).map(([a, b]) =>
        yesOrNo(a.levelDb > b.levelDb, a.instrument, a.place, b.instrument, b.place),
      ),
  },
  {
    modality: 'Audio-Visual',
    kind: 'Comparative',
    content: 'Is the instrument on the <LR> louder than the instrument on the <LR>?',
    answers: YES_NO,
    cases: (performance) =>
      comparable(performance).map(([a, b]) => yesOrNo(a.levelDb > b.levelDb, a.place, b.place)),
  },
];

const TEMPORAL: readonly Template[] = [
  {
    modality: 'Audio-Visual',
    kind: 'Temporal',
    content: 'What is the <TH> instrument that comes in?',
    answers: INSTRUMENTS,
    // Only up to the first sound from elsewhere: after it, counting with and without it would differ.
    cases: (performance) => {
      const { heard, seen } = performance;
      const certain = heard.filter((_, i) => heard.slice(0, i + 1).every((name) => seen.includes(name)));
      return certain.map((name, i) => answered(name, ORDINALS[i] as string));
    },
  },
  {
    modality: 'Audio-Visual',
    kind: 'Temporal',
    content: 'Where is the <FL> sounding instrument?',
    answers: PLACES,
    cases: (performance) =>
      RANKS.flatMap((rank): Case[] => {
        const sound = soundAt(performance, rank);
        const place = sound && placeOf(performance, sound.instrument);
        return place === undefined ? [] : [answered(place, rank)];
      }),
  },
  {
    modality: 'Audio-Visual',
    kind: 'Temporal',
    content: 'Which instrument makes sounds <BA> the <Object>?',
    answers: INSTRUMENTS,
    cases: (performance) => {
      const { heard } = performance;
      const [first, second] = heard;
      const [penultimate, last] = heard.slice(-2);
      if (first === undefined || second === undefined || penultimate === undefined) return [];
      return [
        ...ifSeen(performance, first, 'before', second),
        ...ifSeen(performance, last, 'after', penultimate),
      ];
    },
  },
];

export const AUDIO_VISUAL_TEMPLATES: readonly Template[] = [
  ...EXISTENTIAL,
  ...COUNTING,
  ...LOCATION,
  ...COMPARATIVE,
  ...TEMPORAL,
];
