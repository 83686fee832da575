// The widths of the head in golden configs. No dropout is active in any golden.
import type { AveHeadOptions } from '@dg-sct/task-ave';
import { type Config, has, numberIn, numberOr } from '../../run/config.ts';

/** A config without widths has the published ones, which are the defaults. */
export const headSizesOf = (config: Config): Partial<AveHeadOptions> => ({
  ...(has(config, 'd_model')
    ? {
        visualHidden: numberOr(config, 'v_fc', 2 * numberIn(config, 'd_model')),
        audioHidden: numberIn(config, 'a_fc'),
        dim: numberIn(config, 'd_model'),
        feedForward: numberIn(config, 'ff'),
      }
    : {}),
  temporalGamma: numberOr(config, 'gamma_temporal', 0.1),
  cmbs: { gamma: numberOr(config, 'gamma_cas', 0.3), topSegments: numberOr(config, 'top_k', 4) },
  projectionDropout: 0,
  dropout: 0,
});
