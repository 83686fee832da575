// Which format a file is told to be, what is said of files that are none, where state dicts are found, and other names
// for what was found.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { legacyFile, pickle, storage, tensor, zipFile } from '../test/archives.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { writeSafetensors } from './safetensors-write.ts';
import { stripPrefix, withNames } from './strip-prefix.ts';

const folder = mkdtempSync(join(tmpdir(), 'checkpoints-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = Buffer.from(Float32Array.of(1, 2).buffer);
const weight = tensor(storage('FloatStorage', '0', 2), 0, [2], [1]);
const { dict, int } = pickle;

/** Writes `content` as `name` and opens it. */
const open = (content: Buffer | string, name = 'model.pt', options = {}) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return openCheckpoint(path, options);
};
const openDict = (object: Buffer, stateDict?: readonly string[]) =>
  open(zipFile(object, { 0: bytes }), 'model.pt', stateDict ? { stateDict } : {});

describe('openCheckpoint', () => {
  it('tells the format by the content, whatever the name', async () => {
    await writeSafetensors(join(folder, 'a.bin'), [
      ['w', { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) }],
    ]);
    const files = [
      await openCheckpoint(join(folder, 'a.bin')),
      await open(zipFile(dict({ w: weight }), { 0: bytes }), 'b.bin'),
      await open(legacyFile(dict({ w: weight }), { 0: [2, bytes] }), 'c.bin'),
    ];
    expect(files.map(({ format }) => format)).toEqual(['safetensors', 'pytorch-zip', 'pytorch-legacy']);
    for (const file of files) {
      expect(await file.read('w')).toEqual({ dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) });
      await file.close();
    }
  });

  const tar = Buffer.alloc(1024);
  tar.write('storages', 0);
  tar.write('ustar', 257);
  it.each([
    ['a tar archive of early PyTorch', tar, /a tar archive, as PyTorch wrote before 0.1.10/],
    ['a web page', '<!DOCTYPE html><title>Sign in</title>', /a web page/],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\n', /git lfs pull/],
    ['an empty file', '', /it is empty/],
    ['anything else', 'GIF89a', /neither a safetensors file nor one of torch.save/],
  ])('says that it is %s', async (_, content, message) => {
    await expect(open(content)).rejects.toMatchObject({
      code: 'FORMAT_UNSUPPORTED',
      path: join(folder, 'model.pt'),
      message: expect.stringMatching(message),
    });
  });

  it('says what is wrong with a file of that name, and with paths', async () => {
    await expect(open('text', 'x.safetensors')).rejects.toMatchObject({ code: 'FILE_TRUNCATED' });
    await expect(openCheckpoint(join(folder, 'absent'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    mkdirSync(join(folder, 'folder'));
    await expect(openCheckpoint(join(folder, 'folder'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

describe('the state dict', () => {
  it.each([
    ['the top', dict({ w: weight, n: int(1) }), [], ['n']],
    [
      'state_dict',
      dict({ epoch: int(1), best: weight, state_dict: dict({ w: weight }) }),
      ['state_dict'],
      ['epoch', 'best'],
    ],
    [
      'state_dict before model',
      dict({ model: dict({ w: weight }), state_dict: dict({ w: weight }) }),
      ['state_dict'],
      ['model'],
    ],
    [
      'model, where state_dict is no dict',
      dict({ state_dict: int(1), model: dict({ w: weight }) }),
      ['model'],
      ['state_dict'],
    ],
    [
      'a dict in a dict',
      dict({ model: dict({ state_dict: dict({ w: weight }), n: int(1) }) }),
      ['model', 'state_dict'],
      ['model.n'],
    ],
    [
      'the only dict of tensors',
      dict({ ema: dict({ w: weight }), config: dict({ n: int(1) }) }),
      ['ema'],
      ['config'],
    ],
    [
      'the only dict of tensors, with another inside',
      dict({ ema: dict({ w: weight, inner: dict({ v: weight }) }) }),
      ['ema'],
      ['ema.inner'],
    ],
    [
      'the only dict with names, beside numbered ones',
      dict({
        optimizer: Buffer.concat([Buffer.from('}'), int(0), dict({ step: weight }), Buffer.from('s')]),
        encoder: dict({ w: weight }),
      }),
      ['encoder'],
      ['optimizer'],
    ],
    [
      'a dict beside keys that are no texts',
      Buffer.concat([dict({ w: weight }), int(3), weight, Buffer.from('s')]),
      [],
      ['3'],
    ],
  ])('is found at %s', async (_, object, location, leftOut) => {
    const file = await openDict(object);
    expect({ location: file.location, leftOut: file.leftOut }).toEqual({ location, leftOut });
    expect((await file.read('w')).data).toEqual(Float32Array.of(1, 2));
    await file.close();
  });

  it('is where the caller says, if it is there', async () => {
    const object = dict({
      generator: dict({ w: weight }),
      others: dict({ critic: dict({ v: weight }), n: int(1) }),
    });
    await expect(openDict(object)).rejects.toMatchObject({
      code: 'STATE_DICT_NOT_FOUND',
      message: expect.stringContaining(
        "several dicts of tensors, 'generator', 'others' > 'critic'; name one",
      ),
    });
    const file = await openDict(object, ['others', 'critic']);
    expect([[...file.entries.keys()], file.leftOut]).toEqual([['v'], ['generator', 'others.n']]);
    await file.close();
    await expect(openDict(object, ['others', 'n'])).rejects.toThrow(/no dict at 'others' > 'n'/);
    await expect(openDict(object, ['absent'])).rejects.toThrow(/no dict at 'absent'/);
  });
});

describe('other names', () => {
  const names = dict({ 'module.sed_model.w': weight, 'sed_model.module.w': weight, v: weight });

  it('without prefixes say which they were, and read the same tensors', async () => {
    const all = await openDict(names);
    const { file, stripped, kept } = stripPrefix(all, ['module.', 'sed_model.']);
    expect([...file.entries.keys()]).toEqual(['w', 'module.w', 'v']);
    expect({ stripped, kept }).toEqual({
      stripped: ['module.sed_model.w', 'sed_model.module.w'],
      kept: ['v'],
    });
    expect(await file.read('w')).toEqual(await all.read('module.sed_model.w'));
    await expect(file.read('module.sed_model.w')).rejects.toMatchObject({ code: 'TENSOR_NOT_FOUND' });
    await file.close();
  });

  it('may not become the same', async () => {
    const file = await openDict(names);
    expect(() => stripPrefix(file, ['module.', 'sed_model.', 'module.'])).toThrow(
      expect.objectContaining({
        code: 'RENAME_COLLISION',
        message: expect.stringContaining("'module.sed_model.w' and 'sed_model.module.w'"),
      }),
    );
    await file.close();
  });

  it('that a map gives must be of tensors that are there', async () => {
    const file = await openDict(names);
    expect([...withNames(file, new Map([['renamed', 'v']])).entries.keys()]).toEqual(['renamed']);
    expect(() => withNames(file, new Map([['renamed', 'absent']]))).toThrow(/no tensor named 'absent'/);
    await file.close();
  });
});
