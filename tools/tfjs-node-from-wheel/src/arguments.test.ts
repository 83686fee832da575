// What the command makes of its arguments.
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

describe('readArguments', () => {
  it('takes TensorFlow, a folder, and --gpu', () => {
    expect(readArguments(['a.whl', 'b'])).toEqual({ tensorflow: 'a.whl', folder: resolve('b'), gpu: false });
    expect(readArguments(['--gpu', 'a', '/b'])).toEqual({
      tensorflow: 'a',
      folder: resolve('/b'),
      gpu: true,
    });
  });

  it.each([[[]], [['a.whl']], [['a.whl', 'b', 'c']], [['a.whl', 'b', '--cpu']]])(
    'says how to use it for %j',
    (argv) => {
      expect(() => readArguments(argv)).toThrow(
        /^[^\n]+; usage: tfjs-node-from-wheel WHEEL\|SITE_PACKAGES FOLDER/,
      );
    },
  );
});
