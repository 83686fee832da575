// Initial values of the grouping network's linear layers (spec: task-avvp section 4.9).
import { type LinearOptions, truncatedNormal, zeros } from '@dg-sct/nn';

export const LINEAR_INIT = { weightInit: truncatedNormal(0.02), biasInit: zeros } satisfies LinearOptions;
