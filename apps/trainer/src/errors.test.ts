import { readFileSync } from 'node:fs';
import { MediaError } from '@dg-sct/media';
import { SyntheticError } from '@dg-sct/synthetic';
import { describe, expect, it } from 'vitest';
import { CommandError, describeFailure, UsageError } from './errors.ts';
import { Interrupted } from './interrupt.ts';

describe('describeFailure', () => {
  it('gives 2 for wrong usage, whichever package noticed', () => {
    expect(describeFailure(new UsageError('no such key'))).toEqual({ sentence: 'no such key', exitCode: 2 });
    expect(describeFailure(new SyntheticError('SYNTHETIC_OPTION', 'too few')).exitCode).toBe(2);
  });

  it('gives 1 and the bare sentence for foreseen failures', () => {
    expect(describeFailure(new CommandError('no clip\n can be used'))).toEqual({
      sentence: 'no clip can be used',
      exitCode: 1,
    });
    expect(describeFailure(new MediaError('MEDIA_EMPTY', 'it is empty'))).toEqual({
      sentence: 'it is empty',
      exitCode: 1,
    });
  });

  it('takes errors of the operating system as foreseen', () => {
    const failure = (() => {
      try {
        return readFileSync('/nowhere/at/all');
      } catch (error) {
        return error;
      }
    })();
    expect(describeFailure(failure).sentence).toMatch(/^ENOENT: .* '\/nowhere\/at\/all'$/);
  });

  it.each([
    ['a mistake in the program', new TypeError('x is undefined')],
    ["one of Node's own", Object.assign(new TypeError('bad argument'), { code: 'ERR_INVALID_ARG_TYPE' })],
    ['something that is no error', 'boom'],
  ])('tells how to see the stack of %s', (_name, thrown) => {
    const { sentence, exitCode } = describeFailure(thrown);
    expect(sentence).toMatch(/DGSCT_DEBUG=1/);
    expect(exitCode).toBe(1);
  });

  it('gives the codes that shells expect for signals', () => {
    expect(describeFailure(new Interrupted('SIGINT')).exitCode).toBe(130);
    expect(describeFailure(new Interrupted('SIGTERM')).exitCode).toBe(143);
  });
});
