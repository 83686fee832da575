// PyTorch files that are wrong in one respect each, and what is said about them. Everything is refused with a
// CheckpointError, whatever is claimed in the file, in little time and memory.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { legacyFile, pickle, storage, tensor, zip, zipFile } from '../../test/archives.ts';
import { CheckpointError, type CheckpointErrorCode } from '../checkpoint-error.ts';
import { openCheckpoint } from '../open-checkpoint.ts';
import type { PytorchOptions } from './stored-state-dict.ts';

const folder = mkdtempSync(join(tmpdir(), 'refusals-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'model.pt');

const floats = (count: number) => Buffer.from(Float32Array.from({ length: count }, (_, i) => i).buffer);
const on = storage('FloatStorage', '0', 6);
const good = tensor(on, 0, [2, 3], [3, 1]);

const open = async (bytes: Buffer, options?: PytorchOptions) => {
  writeFileSync(path, bytes);
  return openCheckpoint(path, options);
};

async function refusal(bytes: Buffer, options?: PytorchOptions): Promise<CheckpointError> {
  const error: unknown = await open(bytes, options).then(
    (file) => file.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  expect(error).toMatchObject({ path, message: expect.stringContaining(`'${path}'`) });
  return error as CheckpointError;
}

type Case = [title: string, bytes: Buffer, code: CheckpointErrorCode, message: RegExp];

const checkCases = (cases: readonly Case[]) =>
  it.each(cases)('refuses %s', async (_, bytes, code, message) => {
    expect(await refusal(bytes)).toMatchObject({ code, message: expect.stringMatching(message) });
  });

describe('the files that these tests are made from', () => {
  it('are read', async () => {
    const content = { w: good };
    for (const bytes of [
      zipFile(pickle.dict(content), { 0: floats(6) }),
      legacyFile(pickle.dict(content), { 0: [6, floats(6)] }),
    ]) {
      const file = await open(bytes);
      expect(await file.read('w')).toEqual({
        dtype: 'F32',
        shape: [2, 3],
        data: Float32Array.of(0, 1, 2, 3, 4, 5),
      });
      await expect(file.read('v')).rejects.toMatchObject({ code: 'TENSOR_NOT_FOUND' });
      await file.close();
    }
  });
});

describe('globals', () => {
  checkCases(
    [
      ['posix', 'system'],
      ['builtins', 'eval'],
      ['builtins', 'getattr'],
      ['torch.storage', '_load_from_bytes'],
      ['torch.hub', 'load'],
      ['collections', 'defaultdict'],
      ['torch', 'nn.Module'],
      ['constructor', 'prototype'],
      ['numpy.core.multiarray', 'scalar'],
    ].map(([module = '', name = '']) => [
      `${module}.${name}`,
      zipFile(pickle.dict({ w: pickle.call(pickle.global(module, name), pickle.text('echo')) })),
      'GLOBAL_REFUSED',
      new RegExp(`it refers to ${module}.${name}, and only what rebuilds tensors`),
    ]),
  );

  it('names all of them, also those of protocol 4 and those that nothing is done with', async () => {
    const stacked = Buffer.concat([pickle.text('os'), pickle.text('abort'), Buffer.from('\x93', 'latin1')]);
    const error = await refusal(
      legacyFile(pickle.list(pickle.global('a', 'B'), stacked, pickle.global('a', 'B'))),
    );
    expect(error).toMatchObject({ code: 'GLOBAL_REFUSED', globals: ['a.B', 'os.abort'] });
  });

  it('says so even if the rest makes no sense', async () => {
    const nonsense = Buffer.concat([pickle.global('os', 'system'), Buffer.from('u')]);
    expect(await refusal(zipFile(nonsense))).toMatchObject({
      code: 'GLOBAL_REFUSED',
      globals: ['os.system'],
    });
  });

  it('does not let a name break the message', async () => {
    const name = `\u001b[31m${'long'.repeat(200)}`;
    const { message } = await refusal(zipFile(pickle.global('a', name)));
    expect(message).toContain('it refers to a.\\x1b[31mlong');
    expect(message.length).toBeLessThan(600);
  });

  it('that are ignored may be used in every way without effect', async () => {
    const made = Buffer.concat([
      pickle.call(pickle.global('my.module', 'Settings'), good),
      pickle.dict({ lr: good }),
      Buffer.from('b'), // attributes
      Buffer.from('('),
      pickle.text('key'),
      good,
      Buffer.from('u'), // items of a dict
      good,
      Buffer.from('a'), // item of a list
    ]);
    const options = { ignoreGlobals: ['my.module.Settings'] };
    const file = await open(zipFile(pickle.dict({ w: good, made }), { 0: floats(6) }), options);
    expect([[...file.entries.keys()], file.leftOut]).toEqual([['w'], ['made']]);
    await file.close();
  });
});

describe('tensors', () => {
  const file = (w: Buffer, content = floats(6)) => zipFile(pickle.dict({ w }), { 0: content });
  checkCases([
    [
      'a view beyond its storage',
      file(tensor(on, 1, [2, 3], [3, 1])),
      'TENSOR_INVALID',
      /'w' reaches to byte 28 of a storage of 24/,
    ],
    ['a stride beyond the storage', file(tensor(on, 0, [2], [2 ** 40])), 'TENSOR_INVALID', /reaches to byte/],
    [
      'sizes whose product is huge',
      file(tensor(on, 0, [2 ** 40, 2 ** 40], [0, 0])),
      'TENSOR_INVALID',
      /more elements/,
    ],
    ['a negative size', file(tensor(on, 0, [-1, 3], [3, 1])), 'TENSOR_INVALID', /none may be negative/],
    ['a negative stride', file(tensor(on, 5, [6], [-1])), 'TENSOR_INVALID', /none may be negative/],
    ['a negative offset', file(tensor(on, -1, [6], [1])), 'TENSOR_INVALID', /none may be negative/],
    ['too few strides', file(tensor(on, 0, [2, 3], [1])), 'TENSOR_INVALID', /2 sizes and 1 strides/],
    ['65 axes', file(tensor(on, 0, Array(65).fill(1), Array(65).fill(1))), 'TENSOR_INVALID', /65 sizes/],
    [
      'a storage that is not there',
      zipFile(pickle.dict({ w: good })),
      'TENSOR_INVALID',
      /storage '0' of 24 bytes, which the file lacks/,
    ],
    ['a storage that is too short', file(good, floats(5)), 'TENSOR_INVALID', /of 24 bytes, which has 20/],
    [
      'a storage of negative size',
      file(tensor(storage('FloatStorage', '0', -6), 0, [0], [1])),
      'TENSOR_INVALID',
      /negative/,
    ],
    [
      'elements repeated until they take 4 TB',
      file(tensor(on, 0, [2 ** 40], [0])),
      'TENSOR_TOO_LARGE',
      /repeats the elements of a storage of 24 bytes/,
    ],
    [
      'a tensor without a storage',
      file(tensor(pickle.none, 0, [2], [1])),
      'PICKLE_INVALID',
      /has no storage/,
    ],
    [
      'a dtype as a storage',
      file(tensor(storage('Size', '0', 6), 0, [2], [1])),
      'PICKLE_INVALID',
      /torch.Size is no type of storage/,
    ],
    [
      'a part of a storage',
      file(tensor(storage('FloatStorage', '0', 6, pickle.text('view')), 0, [2], [1])),
      'PICKLE_INVALID',
      /before 0.4/,
    ],
  ]);

  it('refuses a view that overlaps itself over more than is read at once', async () => {
    const count = 2 ** 25;
    const wide = tensor(storage('FloatStorage', '0', count), 0, [4, 5], [count / 8, count / 8]);
    expect(await refusal(file(wide))).toMatchObject({
      code: 'TENSOR_TOO_LARGE',
      message: expect.stringMatching(/'w' overlaps itself over 117440516 bytes/),
    });
  });

  it('reads an expanded view that takes little', async () => {
    const opened = await open(file(tensor(on, 4, [3, 2], [0, 1])));
    expect((await opened.read('w')).data).toEqual(Float32Array.of(4, 5, 4, 5, 4, 5));
    await opened.close();
  });
});

describe('pickles', () => {
  const code = (text: string) => zip([['x/data.pkl', Buffer.from(text, 'latin1')]]);
  checkCases([
    [
      'the end in the middle of an operation',
      code('\x80\x02X\x05'),
      'FILE_TRUNCATED',
      /its pickle ends in the middle/,
    ],
    ['a text that claims 4 GB', code('\x80\x02X\xff\xff\xff\xff'), 'FILE_TRUNCATED', /ends in the middle/],
    [
      'bytes that claim 2^64',
      code('\x8e\xff\xff\xff\xff\xff\xff\xff\xff'),
      'FILE_TRUNCATED',
      /ends in the middle/,
    ],
    [
      'a whole number of 4 GB',
      code('\x8b\xff\xff\xff\xff'),
      'PICKLE_INVALID',
      /a whole number has 4294967295 bytes/,
    ],
    [
      'an unknown operation',
      code('\x80\x02\xff'),
      'PICKLE_INVALID',
      /at byte 3 of its pickle, operation 255/,
    ],
    ['an extension', code('\x82\x01.'), 'PICKLE_INVALID', /operation 130/],
    ['protocol 0', code('(lp0\n.'), 'PICKLE_INVALID', /operation 108/],
    ['protocol 6', code('\x80\x06N.'), 'PICKLE_INVALID', /the protocol is 6/],
    ['a value missing', code('R'), 'PICKLE_INVALID', /values are missing/],
    ['a value below a mark', code('N(\x85'), 'PICKLE_INVALID', /values are missing/],
    ['a mark missing', code('}u'), 'PICKLE_INVALID', /a mark is missing/],
    ['a key without a value', code('}(Nu'), 'PICKLE_INVALID', /a key has no value/],
    ['items of a number', code('K\x01(NNu'), 'PICKLE_INVALID', /no dict/],
    ['an append to a number', code('K\x01Na'), 'PICKLE_INVALID', /no list/],
    ['attributes of a list', code(']}b'), 'PICKLE_INVALID', /attributes/],
    ['a call of a text', code('X\x01\0\0\0x)R'), 'PICKLE_INVALID', /what is no function/],
    ['a value that was not stored', code('h\x05'), 'PICKLE_INVALID', /recalls value 5/],
    ['a text that is not UTF-8', code('X\x01\0\0\0\xff'), 'PICKLE_INVALID', /not valid UTF-8/],
    ['a line without an end', code(`c${'a'.repeat(5000)}`), 'PICKLE_INVALID', /a line has more than/],
    ['a name that is a number', code('NN\x93'), 'PICKLE_INVALID', /a name is not a text/],
    ['no dict', code('K\x01.'), 'STATE_DICT_NOT_FOUND', /no dict of named tensors/],
    ['an empty dict', code('}.'), 'STATE_DICT_NOT_FOUND', /no dict of named tensors/],
    [
      'operations without end',
      code('N0'.repeat(2_000_000)),
      'PICKLE_TOO_LARGE',
      /more than 4000000 operations/,
    ],
    [
      'lists in lists',
      code(`${']'.repeat(100_000)}${'a'.repeat(99_999)}.`),
      'STATE_DICT_NOT_FOUND',
      /no dict/,
    ],
    [
      'dicts in dicts',
      code(`${'}X\x01\0\0\0m'.repeat(100_000)}N${'s'.repeat(100_000)}.`),
      'STATE_DICT_NOT_FOUND',
      /no dict/,
    ],
    ['a dict that holds itself', code('}q\x00X\x05\0\0\0modelh\x00s.'), 'STATE_DICT_NOT_FOUND', /no dict/],
    // Each list holds the one before it ten times: 10^50 items, if they were copied or counted.
    [
      'lists that share lists',
      code(`]q\x00${`](${'h\x00'.repeat(10)}eq\x00`.repeat(50)}.`),
      'STATE_DICT_NOT_FOUND',
      /no dict/,
    ],
  ]);

  it('do not send the search in circles, nor through what is shared again and again', async () => {
    const inItself = Buffer.from('}q\x00X\x05\0\0\0modelh\x00s');
    const other = Buffer.concat([inItself, pickle.text('other'), pickle.dict({ w: good }), Buffer.from('s')]);
    const file = await open(zipFile(other, { 0: floats(6) }));
    expect([file.location, file.leftOut]).toEqual([['other'], ['model']]);
    await file.close();

    const large = Buffer.from(
      `}q\x00(${Array.from({ length: 65_536 }, (_, i) => `M${pair(i)}N`).join('')}u`,
      'latin1',
    );
    const each = Array.from(
      { length: 65_536 },
      (_, i) => `X\x02\0\0\0${pair(i & 0x7f7f)}}X\x01\0\0\0mh\x00s`,
    ).join('');
    const many = Buffer.concat([large, Buffer.from(`0}(${each}u`, 'latin1')]);
    expect((await refusal(zipFile(many))).code).toBe('STATE_DICT_NOT_FOUND');
  });
});

const pair = (i: number): string => String.fromCharCode(i & 255, i >> 8);
