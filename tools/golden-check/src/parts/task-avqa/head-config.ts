// Sizes of the heads as configs write them.
import { AVQA_ANSWERS, AVQA_WORDS, type AvqaHeadOptions, type GroundingOptions } from '@dg-sct/task-avqa';
import { type Config, numberIn, numberOr, numbersIn } from '../../run/config.ts';

/** What a head is built from; what a config leaves out is as published. */
export function avqaHeadOf(config: Config): Omit<AvqaHeadOptions, 'visualDim' | 'audioDim'> {
  const answers = numberOr(config, 'answers', AVQA_ANSWERS.length);
  return {
    ...matchOf(config),
    heads: numberOr(config, 'heads', 4),
    words: numberOr(config, 'vocab', AVQA_WORDS.length),
    answers: Array.from({ length: answers }, (_, i) => `answer ${i}`),
    dropout: 0,
  };
}

export function groundingOf(config: Config): GroundingOptions {
  return {
    visualDim: numberIn(config, 'hidden'),
    audioDim: numberIn(config, 'audio_dim'),
    ...matchOf(config),
  };
}

/** Hidden widths of the match classifier; the last of the stated ones is that of its answer. */
export function matchOf(config: Config): Required<Pick<GroundingOptions, 'matchWidths'>> {
  const [first = 1, second = 1, third = 1] = numbersIn(config, 'match_mlp');
  return { matchWidths: [first, second, third] };
}
