// Variants of the losses as configs write them: an object of flags for MS3, a sentence for S4.
import { number, object, text } from '@dg-sct/goldens';
import type { MatchingOptions } from '@dg-sct/task-avs';
import { numbersIn } from '../../run/config.ts';

export interface LossVariant {
  /** Undefined where the term is off. */
  readonly matching: MatchingOptions | undefined;
  /** How much of its sound is added to every map. */
  readonly soundInMaps: number;
}

export const variantOf = (value: unknown, name: string): LossVariant =>
  typeof value === 'string' ? fromSentence(value) : fromFlags(value, name);

function fromFlags(value: unknown, name: string): LossVariant {
  const flags = object(value, name);
  if (flags.sa_loss_flag !== true) return { matching: undefined, soundInMaps: 0 };
  const matching: MatchingOptions = {
    measure: flags.kl_flag === true ? 'kl' : 'euclidean',
    normalize: flags.norm_fea === true,
    threshold: flags.threshold === true,
    closest: flags.closer_flag === true,
    pooling: text(flags.mask_pooling_type, 'mask_pooling_type') === 'max' ? 'max' : 'average',
    stages: numbersIn(flags, 'count_stages'),
    weight: number(flags.lambda_1, 'lambda_1'),
  };
  return { matching, soundInMaps: 0 };
}

/** `lambda_1=0.5, stages 0..3, average pooling, and v_i replaced by v_i + 1.5*a_i ...` */
function fromSentence(sentence: string): LossVariant {
  const weight = Number(/lambda_1=([\d.]+)/.exec(sentence)?.[1]);
  const soundInMaps = Number(/v_i \+ ([\d.]+)\*a_i/.exec(sentence)?.[1] ?? 0);
  if (Number.isNaN(weight)) throw new RangeError(`the variant "${sentence}" has no lambda_1`);
  if (weight === 0) return { matching: undefined, soundInMaps };
  const matching: MatchingOptions = {
    measure: 'cosine',
    pooled: 'probabilities',
    threshold: true,
    pooling: sentence.includes('max pooling') ? 'max' : 'average',
    stages: stagesIn(sentence),
    weight,
  };
  return { matching, soundInMaps };
}

/** `stages 0..3` or `stages 1,3` */
function stagesIn(sentence: string): number[] {
  const [, first, last, single] = /stages (?:(\d)\.\.(\d)|(\d(?:,\d)*))/.exec(sentence) ?? [];
  if (single !== undefined) return single.split(',').map(Number);
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => Number(first) + i);
}
