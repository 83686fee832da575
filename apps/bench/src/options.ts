// Reading the options of the command; whatever is wrong with them is wrong usage.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { BenchError } from './errors.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>
>;

/** Throws `BenchError` `USAGE`. */
export function parse<const T extends Options>(argv: readonly string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
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

/** Names, with commas between them or in several options. */
export function words(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(',')).filter((word) => word !== '');
}
