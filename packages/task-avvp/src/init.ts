// Initial values of the grouping network's linear layers (spec: task-avvp section 4.9).
import { type Initializer, type LinearOptions, truncatedNormal, zeros } from '@dg-sct/nn';

/**
 * Published: 0.02, small for narrow layers. What a class token finds in the segments passes through many layers one
 * after the other, so that narrow ones scarcely learn from it at first.
 */
const PUBLISHED_DEVIATION = 0.02;

export function linearInit(deviation = PUBLISHED_DEVIATION): LinearOptions {
  return { weightInit: truncatedNormal(deviation), biasInit: zeros };
}

/** Published: 0, so that the tokens of all classes begin alike. */
export function tokenInit(deviation = 0): Initializer {
  return deviation === 0 ? zeros : truncatedNormal(deviation);
}
