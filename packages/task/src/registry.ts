// Tasks by name. Nothing registers itself: an application says which tasks it
// knows, so that importing a task has no effect.
import { TaskError } from './errors.ts';
import type { TaskHead } from './task-head.ts';

/** What a head is built from. */
export interface TaskSettings {
  /** Width of the visual features. */
  readonly visualDim: number;
  /** Width of the audio features. */
  readonly audioDim: number;
  /** Segments per clip, T. */
  readonly segments: number;
  /** Names of the classes, in the order of their index. */
  readonly classes: readonly string[];
  /** The task's own sizes by name; the task refuses names it does not know. */
  readonly sizes?: Readonly<Record<string, number>>;
}

export interface TaskDefinition {
  readonly name: string;
  /** One line for a person. */
  readonly description: string;
  create(settings: TaskSettings): TaskHead<unknown, never>;
}

const definitions = new Map<string, TaskDefinition>();

/** Throws `DUPLICATE_TASK` where another definition has the name. */
export function registerTask(definition: TaskDefinition): void {
  const known = definitions.get(definition.name);
  if (known !== undefined && known !== definition) {
    throw new TaskError('DUPLICATE_TASK', `two tasks are called "${definition.name}"; rename one of them`);
  }
  definitions.set(definition.name, definition);
}

/** Throws `UNKNOWN_TASK`. */
export function taskByName(name: string): TaskDefinition {
  const definition = definitions.get(name);
  if (definition !== undefined) return definition;
  throw new TaskError(
    'UNKNOWN_TASK',
    `there is no task "${name}"; registered are ${taskNames().join(', ') || 'none'}`,
  );
}

/** Names of all registered tasks, in the order of their registration. */
export function taskNames(): string[] {
  return [...definitions.keys()];
}

/** Throws `UNKNOWN_SIZE` where `sizes` names something that the task does not have. */
export function requireSizes(
  task: string,
  sizes: Readonly<Record<string, number>>,
  known: readonly string[],
): void {
  const unknown = Object.keys(sizes).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new TaskError(
    'UNKNOWN_SIZE',
    `the task ${task} has no size "${unknown.join('", "')}"; it has ${known.join(', ') || 'none'}`,
  );
}
