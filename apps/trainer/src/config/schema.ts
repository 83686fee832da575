// Which keys a config has: those of its task.
import { z } from 'zod';
import { aveSchema } from '../tasks/ave/config.ts';
import { avvpSchema } from '../tasks/avvp/config.ts';
import { TASK_NAMES, type TaskName } from '../tasks/names.ts';

const SCHEMAS = {
  ave: aveSchema,
  avvp: avvpSchema,
} as const satisfies Readonly<Record<TaskName, z.ZodType>>;

/** A checked config of any task. */
export type Config = { readonly [Name in TaskName]: z.infer<(typeof SCHEMAS)[Name]> }[TaskName];
export type Schema = z.ZodType<Config> & z.ZodObject;

/** Undefined where there is no such task. */
export const schemaOf = (task: unknown): Schema | undefined =>
  TASK_NAMES.includes(task as TaskName) ? (SCHEMAS[task as TaskName] as Schema) : undefined;

/** The names of the keys of the group at `path`; undefined where there is no group. */
export function keysAt(schema: Schema, path: readonly PropertyKey[]): string[] | undefined {
  let at: unknown = schema;
  for (const key of path) {
    at = unwrap(at);
    at = at instanceof z.ZodObject ? at.shape[String(key)] : undefined;
  }
  at = unwrap(at);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : undefined;
}

const unwrap = (schema: unknown): unknown =>
  schema instanceof z.ZodExactOptional || schema instanceof z.ZodPrefault ? schema.unwrap() : schema;
