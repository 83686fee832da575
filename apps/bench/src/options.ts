// Reading the options of a command; whatever is wrong with them is wrong usage.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { BenchError } from './errors.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: T }>>['values'];

/** The values of `parseArgs`, which throws `BenchError` `USAGE`. */
export function parse<const T extends Options>(argv: readonly string[], options: T): Values<T> {
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new BenchError('USAGE', error instanceof Error ? error.message : String(error));
  }
}

/** Throws `BenchError` `USAGE` for what is no positive number, or does not fit. */
export function positive(option: string, text: string, fits: (value: number) => boolean): number {
  const value = Number(text);
  if (value > 0 && fits(value)) return value;
  throw new BenchError('USAGE', `${option} is "${text}"; it must be a positive number`);
}

/** Throws `BenchError` `USAGE` for any other text. */
export function oneOf<Name extends string>(option: string, text: string, names: readonly Name[]): Name {
  const name = names.find((known) => known === text);
  if (name !== undefined) return name;
  throw new BenchError('USAGE', `${option} is "${text}"; it must be ${names.join(' or ')}`);
}
