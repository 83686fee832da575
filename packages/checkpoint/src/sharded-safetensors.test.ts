// A checkpoint in two safetensors files and an index: what is read of it, and every way in which the index can lie.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostTensor } from './host-tensor.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { writeSafetensors } from './safetensors-write.ts';

const folder = mkdtempSync(join(tmpdir(), 'sharded-'));
const path = join(folder, 'model.safetensors.index.json');
const first = 'model-00001-of-00002.safetensors';
const second = 'model-00002-of-00002.safetensors';
const scalar = (value: number): HostTensor => ({ dtype: 'F32', shape: [], data: Float32Array.of(value) });

beforeAll(async () => {
  await writeSafetensors(join(folder, first), [
    ['a', scalar(1)],
    ['b', scalar(2)],
  ]);
  await writeSafetensors(join(folder, second), [['c', scalar(3)]]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = (index: unknown) => {
  writeFileSync(path, typeof index === 'string' ? index : JSON.stringify(index));
  return openCheckpoint(path);
};
const map = { c: second, a: first, b: first };

describe('sharded safetensors', () => {
  it('is one checkpoint, in the order of the index', async () => {
    const file = await open({ metadata: { total_size: 12 }, weight_map: map });
    expect(file).toMatchObject({ path, format: 'safetensors-sharded', location: [], leftOut: [] });
    expect([...file.entries.keys()]).toEqual(['c', 'a', 'b']);
    expect(file.entries.get('b')).toMatchObject({ dtype: 'F32', shape: [] });
    expect([await file.read('c'), await file.read('b')]).toEqual([scalar(3), scalar(2)]);
    await expect(file.read('d')).rejects.toMatchObject({ code: 'TENSOR_NOT_FOUND', path });
    await file.close();
    await expect(file.read('a')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it.each([
    ['no JSON', '{"weight_map": {', /not valid JSON/],
    ['no map', { metadata: {} }, /no weight_map/],
    ['a list as the map', { weight_map: [] }, /no weight_map/],
    ['a file that is a number', { weight_map: { a: 1 } }, /places 'a' in 1, which is no/],
    [
      'a file above the folder',
      { weight_map: { a: `../${first}` } },
      /no safetensors file of its own folder/,
    ],
    ['a file below the folder', { weight_map: { a: `x/${first}` } }, /of its own folder/],
    ['an absolute path', { weight_map: { a: join(folder, first) } }, /of its own folder/],
    ['a path of Windows', { weight_map: { a: `..\\${first}` } }, /of its own folder/],
    ['a drive of Windows', { weight_map: { a: `c:${first}` } }, /of its own folder/],
    ['a file of another kind', { weight_map: { a: 'passwords.txt' } }, /of its own folder/],
    [
      'a tensor in the wrong file',
      { weight_map: { ...map, b: second } },
      /places 'b' in '.*2.safetensors', but '.*1/,
    ],
    [
      'a tensor that is nowhere',
      { weight_map: { ...map, d: second } },
      /'d' in '.*', which does not hold it/,
    ],
    ['a tensor not listed', { weight_map: { a: first, c: second } }, /places 'b' nowhere, but '.*1/],
  ])('refuses %s', async (_, index, message) => {
    await expect(open(index)).rejects.toMatchObject({
      code: 'INDEX_INVALID',
      path,
      message: expect.stringMatching(message),
    });
  });

  it('names a file that is missing, and one that is damaged', async () => {
    const absent = 'model-00003-of-00003.safetensors';
    await expect(open({ weight_map: { ...map, d: absent } })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      path: join(folder, absent),
    });
    writeFileSync(join(folder, 'short.safetensors'), 'short');
    await expect(open({ weight_map: { ...map, d: 'short.safetensors' } })).rejects.toMatchObject({
      code: 'FILE_TRUNCATED',
      path: join(folder, 'short.safetensors'),
    });
  });
});
