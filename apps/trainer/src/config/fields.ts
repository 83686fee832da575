// The kinds of values in a config. Every error message here completes the sentence "<key> must be ...".
import { z } from 'zod';

/** A whole number of at least `least`. */
export function whole(least: number) {
  const error = `a whole number of at least ${least}`;
  return z.int({ error }).min(least, { error });
}

export interface Bounds {
  readonly above?: number;
  readonly least?: number;
  readonly below?: number;
  readonly most?: number;
}

/** A finite number within bounds. */
export function real({ above, least, below, most }: Bounds = {}) {
  const limits = [
    above === undefined ? [] : `above ${above}`,
    least === undefined ? [] : `of at least ${least}`,
    below === undefined ? [] : `below ${below}`,
    most === undefined ? [] : `of at most ${most}`,
  ].flat();
  const error = ['a number', limits.join(' and ')].join(' ').trim();
  let field = z.number({ error });
  if (above !== undefined) field = field.gt(above, { error });
  if (least !== undefined) field = field.gte(least, { error });
  if (below !== undefined) field = field.lt(below, { error });
  if (most !== undefined) field = field.lte(most, { error });
  return field;
}

export const flag = () => z.boolean({ error: 'true or false' });

/** Text that is not empty; `what` says what it names. */
export const text = (what: string) => z.string({ error: what }).min(1, { error: what });

export function oneOf<const Names extends readonly [string, ...string[]]>(names: Names) {
  return z.enum(names, { error: names.length === 1 ? names[0] : `one of ${names.join(', ')}` });
}

/** A value that cannot be chosen, and why. */
export const fixed = <const Value extends number | boolean>(value: Value, why: string) =>
  z.literal(value, { error: `${value}, ${why}` });

/** One number for each stage of an encoder. */
export const perStage = () =>
  z.array(whole(1), { error: 'a list of whole numbers' }).min(1, { error: 'a list of one number or more' });

/** Keys under a key; unknown ones are errors. */
export const group = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, { error: 'a group of keys' });
