// Tasks are found by name, and mistakes are named.
import { expect, test } from 'vitest';
import { registerTask, requireSizes, type TaskDefinition, taskByName, taskNames } from './registry.ts';

const definition = (name: string): TaskDefinition => ({
  name,
  description: 'for this test',
  create: () => {
    throw new RangeError('not built here');
  },
});

test('finds what was registered, also if that was done twice', () => {
  const first = definition('first');
  registerTask(first);
  registerTask(first);
  expect(taskByName('first')).toBe(first);
  expect(taskNames()).toEqual(['first']);
});

test('refuses a second task of the same name and lists the names for an unknown one', () => {
  expect(() => registerTask(definition('first'))).toThrow('two tasks are called "first"');
  expect(() => taskByName('frist')).toThrow('there is no task "frist"; registered are first');
});

test('refuses sizes that a task does not have', () => {
  expect(() => requireSizes('first', { heads: 4 }, ['heads', 'dim'])).not.toThrow();
  expect(() => requireSizes('first', { heads: 4, hats: 2 }, ['heads', 'dim'])).toThrow(
    'the task first has no size "hats"; it has heads, dim',
  );
});
