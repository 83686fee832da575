// Every answer is reckoned once more, second by second from the plan alone, and
// what a reader of the questions alone could know is measured.
import { AVQA_TEMPLATES, AVQA_TYPES, type AvqaType, AvqaVocabulary } from '@dg-sct/task-avqa';
import { describe, expect, it } from 'vitest';
import type { ClipPlan } from '../plan.ts';
import { Random } from '../random.ts';
import { AVQA_CLASSES, INSTRUMENTS } from './instruments.ts';
import { DEFAULT_AVQA_OPTIONS } from './options.ts';
import { performanceOf } from './performance.ts';
import { planAvqaClip } from './plan.ts';
import { type Question, QuestionMaker, TEMPLATES } from './questions.ts';

interface Asked extends Question {
  readonly clip: number;
  readonly plan: ClipPlan;
}

/** Questions about many clips, as for one split. */
function askAbout(clips: number, perType = 1): Asked[] {
  const maker = new QuestionMaker(new Random('questions'));
  return Array.from({ length: clips }, (_, clip) => {
    const category = AVQA_CLASSES[clip % AVQA_CLASSES.length] ?? '';
    const domain = clip % 2 === 0 ? 'train' : 'test';
    const plan = planAvqaClip(new Random(`ask/${clip}`), { category, domain, options: DEFAULT_AVQA_OPTIONS });
    return maker.ask(performanceOf(plan), perType).map((question) => ({ ...question, clip, plan }));
  }).flat();
}

const asked = askAbout(4000);
const of500 = askAbout(500);
const manyOf500 = askAbout(500, 4);

/** The answer to a question, from what a person would note down second by second. */
function reckon({ content, values, plan }: Asked): string {
  const word = (className: string): string => className.toLowerCase().replace('snare ', '');
  const number = (count: number): string => ['zero', 'one', 'two', 'three', 'four'][count] ?? 'many';
  const truth = (value: boolean): string => (value ? 'yes' : 'no');
  const only = <T>(items: readonly T[]): T => {
    const [item] = items;
    if (items.length !== 1 || item === undefined) throw new Error(`${items.length} answers to ${content}`);
    return item;
  };
  const row = plan.objects.toSorted((a, b) => a.x - b.x).map(({ className }) => word(className));
  const places = { 1: ['middle'], 2: ['left', 'right'], 3: ['left', 'middle', 'right'] }[row.length] ?? [];
  const diary = Array.from({ length: plan.seconds }, (_, t) =>
    plan.sounds.filter(({ start, end }) => t >= start && t < end).map(({ className }) => word(className)),
  );
  const seconds = (name: string): number[] => [...diary.keys()].filter((t) => diary[t]?.includes(name));
  const heard = [...new Set(diary.flat())];
  const comesIn = (name: string): number => Math.min(...seconds(name));
  const goesOut = (name: string): number => Math.max(...seconds(name));
  const level = (name: string): number =>
    only(plan.sounds.filter(({ className }) => word(className) === name)).track.levelDb;
  const order = heard.toSorted((a, b) => comesIn(a) - comesIn(b));
  const clearlyLouder = (a: string, b: string): string => {
    if (Math.abs(level(a) - level(b)) < 2.99) throw new Error('Levels too close to be compared.');
    return truth(level(a) > level(b));
  };
  const ranked = (rank: string): string => {
    const name = (rank === 'first' ? order[0] : order[order.length - 1]) ?? '';
    if (rank === 'first') return only(order.filter((other) => comesIn(other) <= comesIn(name)));
    only(order.filter((other) => comesIn(other) >= comesIn(name)));
    if (order.some((other) => goesOut(other) > goesOut(name))) throw new Error('The last is outlasted.');
    return name;
  };
  const where = (name: string): string => only(places.filter((_, i) => row[i] === name));
  const at = (place: string): string => row[places.indexOf(place)] ?? '';
  const next = (side: string, name: string): string => {
    const i = places.indexOf(where(name));
    return only(side === 'left' ? row.slice(0, i) : row.slice(i + 1));
  };
  const [a = '', b = '', c = '', d = ''] = values;
  const playing = row.filter((name) => heard.includes(name));
  const offscreen = heard.some((name) => !row.includes(name));
  const answers: Readonly<Record<string, () => string>> = {
    'How many musical instruments were heard throughout the video?': () => number(heard.length),
    'Is there a <Object> sound?': () => truth(seconds(a).length > 0),
    'Are there <Object> and <Object> sound? ': () => truth(seconds(a).length > 0 && seconds(b).length > 0),
    'Is the <Object> louder than the <Object>?': () => clearlyLouder(a, b),
    'Is the <Object> playing longer than the <Object>?': () => {
      const more = seconds(a).length - seconds(b).length;
      if (Math.abs(more) < 2) throw new Error('Lengths too close to be compared.');
      return truth(more > 0);
    },
    'How many types of musical instruments appeared in the entire video?': () => number(new Set(row).size),
    'How many <Object> are in the entire video?': () => number(row.filter((name) => name === a).length),
    'Are there <Object> and <Object> instruments in the video?': () =>
      truth(row.includes(a) && row.includes(b)),
    'Is there a <Object> in the entire video?': () => truth(row.includes(a)),
    'What is the instrument on the <LR> of <Object>?': () => next(a, b),
    'What kind of musical instrument is it?': () => only([...new Set(row)]),
    'What kind of instrument is the <LRer> instrument? ': () => at(a.slice(0, -3)),
    'Is this sound from the instrument in the video?': () => truth(!offscreen),
    'Is there a voiceover?': () => truth(offscreen),
    'Is the <Object> in the video always playing?': () => truth(diary.every((names) => names.includes(a))),
    'How many sounding <Object> in the video？': () => number(playing.filter((name) => name === a).length),
    'How many instruments in the video did not sound from beginning to end?': () =>
      number(row.filter((name) => seconds(name).length === 0).length),
    'How many instruments are sounding in the video?': () => number(playing.length),
    'How many types of musical instruments sound in the video?': () => number(new Set(playing).size),
    'Is the <FL> sound coming from the <LR> instrument?': () => truth(at(b) === ranked(a)),
    'Where is the <LL> instrument?': () => {
      const sorted = heard.toSorted((x, y) => level(y) - level(x));
      const [name = '', rival = ''] = a === 'loudest' ? sorted : sorted.reverse();
      clearlyLouder(name, rival);
      return where(name);
    },
    'Which is the musical instrument that sounds at the same time as the <Object>?': () =>
      only([...new Set(seconds(a).flatMap((t) => diary[t] ?? []))].filter((name) => name !== a)),
    'What is the <LR> instrument of the <FL> sounding instrument?': () => next(a, ranked(b)),
    'Is the <Object> on the <LR> louder than the <Object> on the <LR>?': () => {
      expect([where(a), where(c)]).toEqual([b, d]);
      return clearlyLouder(a, c);
    },
    'Is the instrument on the <LR> louder than the instrument on the <LR>?': () =>
      clearlyLouder(at(a), at(b)),
    'What is the <TH> instrument that comes in?': () => {
      const rank = ['first', 'second', 'third', 'fourth'].indexOf(a);
      expect(order.filter((name) => row.includes(name))[rank]).toBe(order[rank]);
      return order[rank] ?? '';
    },
    'Where is the <FL> sounding instrument?': () => where(ranked(a)),
    'Which instrument makes sounds <BA> the <Object>?': () =>
      only(
        order.filter((name) => (a === 'before' ? comesIn(name) < comesIn(b) : comesIn(name) > comesIn(b))),
      ),
  };
  return answers[content]?.() ?? 'a template that nobody reckons';
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
const textOf = ({ content, values }: Asked): string => [content, ...values].join(' ');
const shares = (answers: readonly string[]): number[] =>
  [...groupBy(answers, (answer) => answer).values()].map(({ length }) => length / answers.length);
const byTemplate = (questions: readonly Asked[]): [string, Asked[]][] => [
  ...groupBy(questions, ({ content }) => content),
];
const mostFrequent = (answers: readonly string[]): string =>
  [...groupBy(answers, (answer) => answer)].toSorted(([, x], [, y]) => y.length - x.length)[0]?.[0] ?? '';

describe('answers', () => {
  it('follow from the plan', () => {
    const wrong = asked.filter((question) => reckon(question) !== question.answer);
    expect(wrong.map(({ content, values, answer }) => [content, values, answer])).toEqual([]);
  });

  it('use every template, and every answer that a template can get', () => {
    const given = new Set(asked.map(({ content, answer }) => `${content} ${answer}`));
    for (const { content, answers } of TEMPLATES) {
      expect(answers.filter((answer) => !given.has(`${content} ${answer}`))).toEqual([]);
    }
    expect(given.size).toBe(TEMPLATES.reduce((sum, { answers }) => sum + answers.length, 0));
  });
});

describe('wording', () => {
  it('is published, under the published type', () => {
    for (const { modality, kind, content } of TEMPLATES) {
      expect(AVQA_TEMPLATES[`${modality}/${kind}` as AvqaType]).toContain(content);
    }
    expect(new Set(TEMPLATES.map(({ modality, kind }) => `${modality}/${kind}`))).toEqual(
      new Set(AVQA_TYPES),
    );
  });

  it('has words and answers that the published vocabulary holds', () => {
    const vocabulary = new AvqaVocabulary();
    for (const [{ content, values }] of groupBy(asked, textOf).values()) {
      expect(vocabulary.encode({ content, templateValues: values })).toHaveLength(14);
    }
    for (const answer of new Set(asked.map((question) => question.answer))) {
      expect(vocabulary.answerIndex(answer)).toBeGreaterThanOrEqual(0);
    }
    expect(INSTRUMENTS.every((name) => vocabulary.answers.includes(name))).toBe(true);
  });
});

describe('a reader of the questions alone', () => {
  it.each(byTemplate(of500))('is no better than chance at "%s"', (content, questions) => {
    const answers = TEMPLATES.find((template) => template.content === content)?.answers ?? [];
    const most = Math.max(...shares(questions.map(({ answer }) => answer)));
    expect(questions.length).toBeGreaterThan(30);
    // Near one half for yes and no; below 36 % for counts and places; below 20 % for instruments.
    const bound = answers.includes('yes') ? 0.52 : answers.includes('violin') ? 0.2 : 0.36;
    expect(most).toBeLessThanOrEqual(bound);
  });

  it('learns next to nothing from what fills the slots', () => {
    const known = asked.filter(({ clip }) => clip < 3200);
    const unknown = asked.filter(({ clip }) => clip >= 3200);
    const guess = (keyOf: (question: Asked) => string): number => {
      const best = new Map(
        [...groupBy(known, keyOf)].map(([key, same]) => [
          key,
          mostFrequent(same.map(({ answer }) => answer)),
        ]),
      );
      return (
        unknown.filter((question) => best.get(keyOf(question)) === question.answer).length / unknown.length
      );
    };
    const fromTemplate = guess(({ content }) => content);
    const fromText = guess(textOf);
    expect(fromTemplate).toBeLessThan(0.37);
    expect(fromText - fromTemplate).toBeLessThan(0.03);
  });

  it.each(byTemplate(manyOf500))('nor of many questions about each clip, at "%s"', (content, questions) => {
    const answers = TEMPLATES.find((template) => template.content === content)?.answers ?? [];
    const given = shares(questions.map(({ answer }) => answer));
    // As above for the answers that performances often give; four sounds, or all players silent, are rare.
    const bound = answers.includes('yes') ? 0.56 : answers.includes('violin') ? 0.2 : 0.42;
    expect(Math.max(...given)).toBeLessThanOrEqual(bound);
  });

  it('is asked nothing twice about a clip, up to as many questions of each type as wished', () => {
    expect(manyOf500.filter((question) => reckon(question) !== question.answer)).toEqual([]);
    for (const questions of groupBy(manyOf500, ({ clip }) => `${clip}`).values()) {
      expect(new Set(questions.map(textOf)).size).toBe(questions.length);
      const types = [...groupBy(questions, ({ modality, kind }) => `${modality}/${kind}`).values()];
      expect(Math.max(...types.map(({ length }) => length))).toBeLessThanOrEqual(4);
    }
    expect(manyOf500.length).toBeGreaterThan(2.5 * of500.length);
  });

  it('is asked about all nine types', () => {
    const types = groupBy(of500, ({ modality, kind }) => `${modality}/${kind}`);
    expect([...types.keys()].sort()).toEqual([...AVQA_TYPES].sort());
    for (const questions of types.values()) expect(questions.length).toBeGreaterThan(200);
  });
});
