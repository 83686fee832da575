// Public surface of @dg-sct/task-avqa.
export { type AvqaAnswer, type AvqaPrediction, decodeAvqa } from './decode.ts';
export { AvqaError, type AvqaErrorCode } from './errors.ts';
export { type Grounded, Grounding, type GroundingOptions } from './grounding.ts';
export {
  type GroundingFeatures,
  GroundingHead,
  type GroundingOutputs,
  type MatchPrediction,
} from './grounding-head.ts';
export {
  type GroundingInputs,
  GroundingNetwork,
  type GroundingNetworkOptions,
  type GroundingNetworkOutput,
} from './grounding-network.ts';
export {
  type AvqaFeatures,
  AvqaHead,
  type AvqaHeadOptions,
  type AvqaOutputs,
  type AvqaTargets,
} from './head.ts';
export { initializeFromGrounding } from './initialize.ts';
export { type AccuracyRow, AvqaMetric, REPEATED_QUESTION } from './metric.ts';
export { AVQA_NAMES } from './names.ts';
export {
  AVQA_ADAPTERS,
  type AvqaInputs,
  AvqaNetwork,
  type AvqaNetworkOptions,
  type AvqaNetworkOutput,
  type NegativesThrough,
} from './network.ts';
export { AVQA_ANSWERS, AVQA_TEMPLATES, AVQA_TYPES, AVQA_WORDS, type AvqaType } from './published-lists.ts';
export { type AvqaQuestion, questionWords, typedQuestion } from './question.ts';
export { QuestionEncoder, type QuestionEncoderOptions } from './question-encoder.ts';
export { type AvqaSizes, avqaSizesOf } from './sizes.ts';
export { AVQA_GROUNDING_TASK, AVQA_TASK } from './task.ts';
export { AvqaVocabulary, type AvqaVocabularyOptions, QUESTION_LENGTH } from './vocabulary.ts';
