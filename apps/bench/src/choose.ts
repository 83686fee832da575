// Picks entries by name; a name that there is not is wrong usage.
import { BenchError } from './errors.ts';

/** All where nothing is wanted. Throws `BenchError` `USAGE`. */
export function chosen<T>(
  what: string,
  all: readonly T[],
  nameOf: (entry: T) => string,
  wanted: readonly string[] | undefined,
  fits: (name: string, wanted: string) => boolean = (name, asked) => name === asked,
): readonly T[] {
  if (wanted === undefined) return all;
  for (const name of wanted) {
    if (all.some((entry) => fits(nameOf(entry), name))) continue;
    const names = all.map(nameOf).join(', ');
    throw new BenchError('USAGE', `there is no ${what} "${name}"; choose from ${names}`);
  }
  return all.filter((entry) => wanted.some((name) => fits(nameOf(entry), name)));
}

export const beginsWith = (name: string, wanted: string): boolean => name.startsWith(wanted);
