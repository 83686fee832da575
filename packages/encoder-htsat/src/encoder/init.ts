// Initial values of the encoder's linear layers (spec: encoder-htsat section 5).
import { type LinearOptions, truncatedNormal, zeros } from '@dg-sct/nn';

export const TABLE_INIT = truncatedNormal(0.02);

export const LINEAR_INIT = { weightInit: truncatedNormal(0.02), biasInit: zeros } satisfies LinearOptions;
