// Words and answers by number, as a model sees them. The published lists are the
// default: deriving them from another file gives another order, which no
// published checkpoint fits.
import { AvqaError } from './errors.ts';
import { AVQA_ANSWERS, AVQA_WORDS } from './published-lists.ts';
import { type AvqaQuestion, questionWords } from './question.ts';

/** Words of a question after padding, as published. */
export const QUESTION_LENGTH = 14;

const PAD = '<pad>';

export interface AvqaVocabularyOptions {
  /** Words by id, `<pad>` first; default the published ones. */
  readonly words?: readonly string[];
  /** Answers by class index; default the published ones. */
  readonly answers?: readonly string[];
  /** Words of a padded question; default 14. */
  readonly length?: number;
}

export class AvqaVocabulary {
  readonly words: readonly string[];
  readonly answers: readonly string[];
  readonly length: number;
  readonly #wordIds: ReadonlyMap<string, number>;
  readonly #answerIds: ReadonlyMap<string, number>;

  constructor(options: AvqaVocabularyOptions = {}) {
    this.words = options.words ?? AVQA_WORDS;
    this.answers = options.answers ?? AVQA_ANSWERS;
    this.length = options.length ?? QUESTION_LENGTH;
    this.#wordIds = new Map(this.words.map((word, id) => [word, id]));
    this.#answerIds = new Map(this.answers.map((answer, id) => [answer, id]));
  }

  /** Words and answers in the order of their first appearance, as the reference derives them from its training file. */
  static derive(
    records: Iterable<AvqaQuestion & { readonly answer: string }>,
    length = QUESTION_LENGTH,
  ): AvqaVocabulary {
    const words = new Set([PAD]);
    const answers = new Set<string>();
    for (const record of records) {
      for (const word of questionWords(record)) words.add(word);
      answers.add(record.answer);
    }
    return new AvqaVocabulary({ words: [...words], answers: [...answers], length });
  }

  /**
   * Word ids, padded at the end: `[length]`. Throws `UNKNOWN_WORD`, or `BAD_QUESTION` for a question too long or
   * with other slots than values.
   */
  encode(question: AvqaQuestion): Int32Array {
    const words = questionWords(question);
    if (words.length > this.length) {
      throw new AvqaError(
        'BAD_QUESTION',
        `the question "${question.content}" has ${words.length} words but at most ${this.length} are read; ask in fewer words`,
      );
    }
    const ids = new Int32Array(this.length).fill(this.#wordIds.get(PAD) ?? 0);
    ids.set(words.map((word) => this.#wordId(word, question)));
    return ids;
  }

  /** Class index of an answer. Throws `UNKNOWN_ANSWER`. */
  answerIndex(answer: string): number {
    const index = this.#answerIds.get(answer);
    if (index !== undefined) return index;
    throw new AvqaError(
      'UNKNOWN_ANSWER',
      `"${answer}" is not one of the ${this.answers.length} answers; they are ${this.answers.join(', ')}`,
    );
  }

  #wordId(word: string, { content }: AvqaQuestion): number {
    const id = this.#wordIds.get(word);
    if (id !== undefined) return id;
    throw new AvqaError(
      'UNKNOWN_WORD',
      `the word "${word}" of "${content}" is not one of the ${this.words.length - 1} words that the model has learned; they are ${this.words.slice(1).join(' ')}`,
    );
  }
}
