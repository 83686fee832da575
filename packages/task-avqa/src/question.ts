// From a question as annotated, or as a person types it, to its words (spec:
// task-avqa section 3). Which words a model knows is the vocabulary's business.
import { AvqaError } from './errors.ts';

/** A question of the annotations: a template, and what its slots `<...>` stand for, left to right. */
export interface AvqaQuestion {
  readonly content: string;
  readonly templateValues: readonly string[];
}

/**
 * The words as published: white space at the end goes, the rest is split at single spaces, the last word loses its
 * last character whatever it is, and each word with a `<` is replaced as a whole. Throws `BAD_QUESTION` where slots
 * and values differ in number.
 */
export function questionWords({ content, templateValues }: AvqaQuestion): string[] {
  const words = content.trimEnd().split(' ');
  const unmarked = words.map((word, i) => (i === words.length - 1 ? word.slice(0, -1) : word));
  const slots = unmarked.filter((word) => word.includes('<')).length;
  if (slots !== templateValues.length) {
    throw new AvqaError(
      'BAD_QUESTION',
      `the question "${content}" has ${slots} slot(s) but ${templateValues.length} value(s) were given; give one value for each <...>`,
    );
  }
  const values = [...templateValues];
  return unmarked.map((word) => (word.includes('<') ? (values.shift() ?? word) : word));
}

/**
 * A question that a person typed, with any white space, with or without its capital and its question mark.
 * Throws `BAD_QUESTION` for an empty one.
 */
export function typedQuestion(text: string): AvqaQuestion {
  const words = text.replace(/[?？\s]+$/u, '').trim();
  if (words !== '') {
    const sentence = words.split(/\s+/).join(' ');
    return { content: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}?`, templateValues: [] };
  }
  throw new AvqaError('BAD_QUESTION', 'the question is empty; ask one such as "Is there a voiceover?"');
}
