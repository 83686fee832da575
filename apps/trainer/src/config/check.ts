// Checks a config and says in one sentence what is wrong with it.
import type { z } from 'zod';
import { UsageError } from '../errors.ts';
import { TASK_NAMES } from '../tasks/names.ts';
import { closest } from './closest.ts';
import { type Config, keysAt, type Schema, schemaOf } from './schema.ts';

type Issue = z.core.$ZodIssue;

/**
 * The config that `raw` holds; `source` names it in messages.
 * @throws {UsageError} naming the key, what it must be and what was given.
 */
export function checkConfig(raw: unknown, source: string): Config {
  const schema = schemaFor(raw, source);
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  // A misspelled key leaves another one missing: speak of the misspelling.
  const { issues } = result.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  throw new UsageError(`${source}: ${issue === undefined ? 'not a config' : describe(issue, raw, schema)}`);
}

function schemaFor(raw: unknown, source: string): Schema {
  if (typeof raw !== 'object' || raw === null) {
    throw new UsageError(`${source}: a config must be a group of keys, got ${show(raw)}`);
  }
  const task = fieldOf(raw, 'task');
  const schema = schemaOf(task);
  if (schema !== undefined) return schema;
  const given = task === undefined ? 'is missing; it must be' : 'must be';
  const got = task === undefined ? '' : `, got ${show(task)}`;
  throw new UsageError(`${source}: task ${given} one of ${TASK_NAMES.join(', ')}${got}`);
}

function describe(issue: Issue, raw: unknown, schema: Schema): string {
  if (issue.code === 'unrecognized_keys') return unknownKey(issue.path, issue.keys[0] ?? '', schema);
  if (issue.code === 'custom') return issue.message;
  const given = issue.path.reduce<unknown>(fieldOf, raw);
  const key = dotted(issue.path);
  if (given === undefined) return `${key} is missing; it must be ${issue.message}`;
  return `${key} must be ${issue.message}, got ${show(given)}`;
}

function unknownKey(path: readonly PropertyKey[], key: string, schema: Schema): string {
  const known = keysAt(schema, path) ?? [];
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
