// Reads parsed JSON with a type check at every step, so that a manifest with a surprise is an error, not undefined.
import { GoldensError } from './goldens-error.ts';

export type Json = Readonly<Record<string, unknown>>;

function wrong(wanted: string, what: string): GoldensError {
  return new GoldensError('BAD_MANIFEST', `The ${what} is not ${wanted}.`);
}

export function object(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('an object', what);
  return value as Json;
}

export function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong('a list', what);
  return value;
}

export function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw wrong('a string', what);
  return value;
}

export function number(value: unknown, what: string): number {
  if (typeof value !== 'number') throw wrong('a number', what);
  return value;
}
