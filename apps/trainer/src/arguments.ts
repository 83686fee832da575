// Parsers of option values; a value that does not fit is named by commander together with its option.
import { InvalidArgumentError } from 'commander';

/** A whole number of at least `least`. */
export function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}

/** A number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

/** Collects a repeated option, in order. */
export function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
