// Second entry of this package: questions and answers as words, for programs that load no TensorFlow.js.
export { AvqaError } from './errors.ts';
export { AVQA_ANSWERS, AVQA_TYPES } from './published-lists.ts';
export { type AvqaQuestion, questionWords, typedQuestion } from './question.ts';
export { AvqaVocabulary } from './vocabulary.ts';
