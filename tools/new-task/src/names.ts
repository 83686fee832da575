// What a task's name becomes in code.
import { NewTaskError } from './errors.ts';

export interface TaskNames {
  /** In files and configurations: `few-shot`. */
  readonly kebab: string;
  /** Of classes: `FewShot`. */
  readonly pascal: string;
  /** Of constants: `FEW_SHOT`. */
  readonly constant: string;
}

const LONGEST = 40;

/** @throws {NewTaskError} `BAD_NAME`. */
export function namesOf(name: string): TaskNames {
  const refuse = (reason: string): never => {
    throw new NewTaskError('BAD_NAME', `"${name}" cannot be the name of a task: ${reason}`);
  };
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    refuse('take lower-case letters, digits and single hyphens, a letter first, such as few-shot');
  }
  if (name.length > LONGEST) refuse(`it has ${name.length} letters; take at most ${LONGEST}`);
  if (/^task(-|$)/.test(name)) refuse('its package is called task-NAME, so leave out the "task"');
  const words = name.split('-');
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  if (`${pascal}Error` in globalThis) refuse(`${pascal}Error is a class of JavaScript; take another word`);
  return { kebab: name, pascal, constant: words.join('_').toUpperCase() };
}
