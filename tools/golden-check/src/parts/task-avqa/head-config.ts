// Sizes of the heads as configs write them.
import type { GroundingOptions } from '@dg-sct/task-avqa';
import { type Config, numberIn, numbersIn } from '../../run/config.ts';

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
