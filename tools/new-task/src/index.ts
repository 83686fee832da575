// Public surface of @dg-sct/new-task: what the command does, for programs.
export { NewTaskError, type NewTaskErrorCode } from './errors.ts';
export { type NewTask, newTask } from './new-task.ts';
