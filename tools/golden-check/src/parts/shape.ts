// Shapes as manifests write them.
import { list, number } from '@dg-sct/goldens';

export const parseShape = (value: unknown, what: string): number[] =>
  list(value, `shape of ${what}`).map((size) => number(size, `shape of ${what}`));
