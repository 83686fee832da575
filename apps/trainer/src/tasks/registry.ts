// Finds what belongs to a task by its name. Each is loaded when it is first asked for.
import type { BaseConfig } from '../config/sections.ts';
import type { Example, ReadSplit } from './data.ts';
import type { TaskName } from './names.ts';
import type { Task } from './task.ts';

type AnyReadSplit = ReadSplit<BaseConfig, Example>;

/** Free of TensorFlow.js. */
const DATA: Readonly<Record<TaskName, () => Promise<unknown>>> = {
  ave: async () => (await import('./ave/data.ts')).readAveSplit,
  avvp: async () => (await import('./avvp/data.ts')).readAvvpSplit,
};

const TASKS: Readonly<Record<TaskName, () => Promise<Task>>> = {
  ave: async () => (await import('./ave/task.ts')).AVE,
  avvp: async () => (await import('./avvp/task.ts')).AVVP,
};

/** How the splits of a task's data set are read; it is given configs of this task. */
export const readSplitOf = async (name: TaskName): Promise<AnyReadSplit> =>
  (await DATA[name]()) as AnyReadSplit;

/** What is given configs, splits and networks of this task. */
export const taskOf = (name: TaskName): Promise<Task> => TASKS[name]();
