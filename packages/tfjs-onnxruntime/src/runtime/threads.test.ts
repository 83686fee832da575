import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { defaultThreads } from './threads.ts';

it('is what the environment says, and all cores otherwise', () => {
  expect(defaultThreads({ TFJS_ONNXRUNTIME_THREADS: '3' })).toBe(3);
  for (const environment of [{}, { TFJS_ONNXRUNTIME_THREADS: '' }]) {
    expect(defaultThreads(environment)).toBe(availableParallelism());
  }
});

it.each(['0', '-1', '1.5', 'two', 'Infinity'])('refuses %s in a sentence', (word) => {
  expect(() => defaultThreads({ TFJS_ONNXRUNTIME_THREADS: word })).toThrow(
    `TFJS_ONNXRUNTIME_THREADS is "${word}"; expected a whole number above 0`,
  );
});
