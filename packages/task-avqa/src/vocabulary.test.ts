// Questions to numbers, with every quirk of the published encoding, and the
// sentences for what cannot be encoded.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AVQA_ANSWERS, AVQA_TEMPLATES, AVQA_TYPES, AVQA_WORDS } from './published-lists.ts';
import { questionWords, typedQuestion } from './question.ts';
import { AvqaVocabulary } from './vocabulary.ts';

const vocabulary = new AvqaVocabulary();
const ask = (content: string, ...templateValues: string[]) => ({ content, templateValues });

describe('questionWords', () => {
  test.each([
    ['the question mark goes', ask('Is there a voiceover?'), 'Is there a voiceover'],
    [
      'so does a full-width one',
      ask('How many sounding <Object> in the video？', 'erhu'),
      'How many sounding erhu in the video',
    ],
    [
      'and trailing space before it',
      ask('Are there <Object> and <Object> sound? ', 'cello', 'drum'),
      'Are there cello and drum sound',
    ],
    ['whatever the last character is', ask('Is there a voiceover'), 'Is there a voiceove'],
    [
      'a slot at the end takes its mark along',
      ask('Which <Object> makes the sound <FL>?', 'flute', 'last'),
      'Which flute makes the sound last',
    ],
  ])('%s', (_, question, expected) => {
    expect(questionWords(question).join(' ')).toBe(expected);
  });

  test('leading and double spaces are words of their own', () => {
    expect(questionWords(ask(' Is  it?'))).toEqual(['', 'Is', '', 'it']);
  });

  test('needs as many values as slots', () => {
    expect(() => questionWords(ask('Is the <Object> louder than the <Object>?', 'flute'))).toThrow(
      'has 2 slot(s) but 1 value(s)',
    );
    expect(() => questionWords(ask('Is there a voiceover?', 'flute'))).toThrow(
      'has 0 slot(s) but 1 value(s)',
    );
  });
});

describe('typedQuestion', () => {
  test.each(['Is there a voiceover', 'is there a voiceover?', '  Is there  a voiceover ？ '])(
    '%j',
    (text) => {
      expect(questionWords(typedQuestion(text)).join(' ')).toBe('Is there a voiceover');
    },
  );

  test('refuses an empty question', () => {
    expect(() => typedQuestion(' ? ')).toThrow('the question is empty');
  });
});

describe('AvqaVocabulary', () => {
  test('the published lists', () => {
    expect(AVQA_WORDS).toHaveLength(93);
    expect(AVQA_ANSWERS).toHaveLength(42);
    expect(new Set(AVQA_WORDS).size).toBe(93);
    expect(AVQA_WORDS.indexOf('throughout')).toBe(92);
    expect(AVQA_ANSWERS.indexOf('more than ten')).toBe(20);
    expect(AVQA_TYPES.flatMap((type) => AVQA_TEMPLATES[type])).toHaveLength(33);
  });

  test('encodes a question, padded at the end', () => {
    const ids = vocabulary.encode(ask('Is the <Object> louder than the <Object>?', 'flute', 'piano'));
    expect(Array.from(ids)).toEqual([24, 7, 42, 27, 28, 7, 44, 0, 0, 0, 0, 0, 0, 0]);
    expect(vocabulary.answerIndex('simultaneously')).toBe(36);
  });

  test('knows every word of every template', () => {
    const slots = {
      LR: 'left',
      LRer: 'leftest',
      LL: 'loudest',
      FL: 'first',
      TH: 'fifth',
      BA: 'after',
      Object: 'tuba',
    };
    for (const content of Object.values(AVQA_TEMPLATES).flat()) {
      const templateValues = [...content.matchAll(/<(\w+)>/g)].map(([, slot]) => slots[slot as 'LR'] ?? '');
      expect(vocabulary.encode({ content, templateValues }).filter((id) => id > 0).length).toBeGreaterThan(3);
    }
  });

  test('is derived in the order of first appearance', () => {
    const { words, answers } = AvqaVocabulary.derive([
      { ...ask('Where is the performance?'), answer: 'indoor' },
      { ...ask('Where is the <LL> instrument?', 'lowest'), answer: 'left' },
      { ...ask('Where is the performance?'), answer: 'indoor' },
    ]);
    expect(words).toEqual(['<pad>', 'Where', 'is', 'the', 'performance', 'lowest', 'instrument']);
    expect(answers).toEqual(['indoor', 'left']);
  });

  test('encodes whatever it was derived from, without loss', () => {
    const word = fc.stringMatching(/^[a-z]{1,6}$/);
    fc.assert(
      fc.property(
        fc.array(fc.array(word, { minLength: 1, maxLength: 14 }), { minLength: 1 }),
        (questions) => {
          const records = questions.map((words) => ({ ...ask(`${words.join(' ')}?`), answer: 'yes' }));
          const derived = AvqaVocabulary.derive(records);
          for (const [i, record] of records.entries()) {
            const ids = Array.from(derived.encode(record));
            expect(ids.filter((id) => id > 0).map((id) => derived.words[id])).toEqual(questions[i]);
          }
        },
      ),
    );
  });

  test('says what it does not know', () => {
    expect(() => vocabulary.encode(ask('Is there a harp sound?'))).toThrow(
      'the word "harp" of "Is there a harp sound?" is not one of the 92 words',
    );
    expect(() => vocabulary.encode(ask(`${'the '.repeat(14)}video?`))).toThrow('has 15 words but at most 14');
    expect(() => vocabulary.answerIndex('harp')).toThrow('"harp" is not one of the 42 answers');
  });
});
