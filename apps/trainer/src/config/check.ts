// Checks a config and says in one sentence what is wrong with it.
import type { z } from 'zod';
import { UsageError } from '../errors.ts';
import { closest } from './closest.ts';
import { type AveConfig, aveSchema, keysAt } from './schema.ts';

type Issue = z.core.$ZodIssue;

/**
 * The config that `raw` holds; `source` names it in messages.
 * @throws {UsageError} naming the key, what it must be and what was given.
 */
export function checkConfig(raw: unknown, source: string): AveConfig {
  const result = aveSchema.safeParse(raw);
  if (result.success) return result.data;
  // A misspelled key leaves another one missing: speak of the misspelling.
  const { issues } = result.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  throw new UsageError(`${source}: ${issue === undefined ? 'not a config' : describe(issue, raw)}`);
}

function describe(issue: Issue, raw: unknown): string {
  if (issue.code === 'unrecognized_keys') return unknownKey(issue.path, issue.keys[0] ?? '');
  if (issue.code === 'custom') return issue.message;
  if (issue.path.length === 0) return `a config must be ${issue.message}, got ${show(raw)}`;
  const given = issue.path.reduce<unknown>(fieldOf, raw);
  const key = dotted(issue.path);
  if (given === undefined) return `${key} is missing; it must be ${issue.message}`;
  return `${key} must be ${issue.message}, got ${show(given)}`;
}

function unknownKey(path: readonly PropertyKey[], key: string): string {
  const known = keysAt(path) ?? [];
  const guess = closest(key, known);
  const advice =
    guess === undefined
      ? `the keys ${path.length === 0 ? 'of a config' : `under "${dotted(path)}"`} are ${known.join(', ')}`
      : `did you mean "${dotted([...path, guess])}"?`;
  return `unknown key "${dotted([...path, key])}"; ${advice}`;
}

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join('.');

const fieldOf = (holder: unknown, key: PropertyKey): unknown =>
  typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined;

function show(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 57)}...` : json;
}
