// Attention masks as both encoders' goldens store them.
import type { Numbers } from '@dg-sct/goldens';

/** 1 where the mask is -100, 0 where it is 0; another number stays, so that it shows. */
export const maskBits = (mask: Numbers): number[] =>
  Array.from(mask, (value) => (value === -100 ? 1 : value));
