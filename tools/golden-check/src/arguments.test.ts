// The command line: what is taken, and what is refused as wrong usage.
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readArguments, UsageError } from './arguments.ts';

const fixtures = fileURLToPath(new URL('../../goldens/fixtures', import.meta.url));

describe('readArguments', () => {
  test('takes folders relative to where it was called, before and after options', () => {
    const read = readArguments(
      ['encoder-swin-v2', '--only', 'tiny', 'task-ave', '--json', '--backend', 'cpu'],
      fixtures,
    );
    expect(read).toEqual({
      folders: [`${fixtures}/encoder-swin-v2`, `${fixtures}/task-ave`],
      only: /tiny/,
      json: true,
      backend: 'cpu',
    });
    expect(readArguments([`${fixtures}/task-ave`], '/')).toMatchObject({
      json: false,
      backend: 'onnxruntime',
    });
  });

  test.each([
    [[], /at least one golden folder/],
    [['--only', 'tiny'], /at least one golden folder/],
    [['task-nobody'], /task-nobody is no golden folder: it has no manifest.json/],
    [['task-ave', '--fast'], /--fast/],
    [['task-ave', '--only'], /--only/],
    [['task-ave', '--only', '('], /--only takes a regular expression/],
    [['task-ave', '--backend', 'abacus'], /no backend "abacus"; take onnxruntime, cpu, wasm/],
  ])('refuses %j', (args, message) => {
    const read = () => readArguments(args, fixtures);
    expect(read).toThrow(message);
    expect(read).toThrow(UsageError);
  });
});
