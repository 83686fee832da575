// What the command is asked for.
import { NewTaskError } from './errors.ts';

/** The name of the task. @throws {NewTaskError} `USAGE`. */
export function readArguments(argv: readonly string[]): string {
  const [name, ...rest] = argv;
  if (name !== undefined && rest.length === 0 && !name.startsWith('-')) return name;
  throw new NewTaskError(
    'USAGE',
    'one name of a task is needed; usage: new-task NAME, such as new-task few-shot',
  );
}
