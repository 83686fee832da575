// Files that PyTorch wrote (test/write_fixtures.py): each tensor is compared with what PyTorch says it holds. Where
// there is a Python with PyTorch, they are also written anew, by its version. TORCH_PYTHON names it where `python3` is another.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../open-checkpoint.ts';
import { stripPrefix } from '../strip-prefix.ts';
import type { PytorchOptions } from './stored-state-dict.ts';

interface Expected {
  readonly location: readonly string[];
  readonly tensors: Readonly<Record<string, unknown>>;
}

const script = fileURLToPath(new URL('../../test/write_fixtures.py', import.meta.url));
const fixtures = fileURLToPath(new URL('../../test/fixtures', import.meta.url));
const expectedIn = (folder: string): Record<string, Expected> =>
  JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));

const LIGHTNING = ['pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint', 'argparse.Namespace'];

async function contentOf(path: string, options: PytorchOptions = {}): Promise<Expected> {
  const file = await openCheckpoint(path, options);
  const tensors: Record<string, unknown> = {};
  for (const [name, { dtype, shape }] of file.entries) {
    const tensor = await file.read(name);
    expect(tensor).toMatchObject({ dtype, shape });
    tensors[name] = { dtype, shape, bytes: Buffer.from(tensor.data.buffer).toString('hex') };
  }
  await file.close();
  return { location: file.location, tensors };
}

async function checkAll(folder: string): Promise<void> {
  const expected = expectedIn(folder);
  for (const [name, content] of Object.entries(expected)) {
    const options = name.startsWith('lightning') ? { ignoreGlobals: LIGHTNING } : {};
    expect(await contentOf(join(folder, name), options), name).toEqual(content);
  }
  expect(Object.keys(expected).length).toBeGreaterThan(15);
}

const open = (name: string, options?: PytorchOptions) => openCheckpoint(join(fixtures, name), options);

describe('files of PyTorch', () => {
  it('give every tensor as PyTorch has it', () => checkAll(fixtures));

  it.each([
    ['attack.pt', ['__builtin__.print']],
    ['attack-legacy.pt', ['__builtin__.print']],
    ['lightning.ckpt', LIGHTNING],
    ['lightning-legacy.ckpt', LIGHTNING],
    ['complex.pt', ['torch.ComplexFloatStorage']],
  ])('%s is refused with the names that it imports', async (name, globals) => {
    const path = join(fixtures, name);
    await expect(open(name)).rejects.toMatchObject({ code: 'GLOBAL_REFUSED', path, globals });
    await expect(open(name)).rejects.toThrow(`'${path}': it refers to ${globals.join(', ')}, and only`);
  });

  it('whole modules are refused with the names of their classes', async () => {
    await expect(open('whole-module.pt')).rejects.toThrow(/torch\.nn\.modules\.container\.Sequential/);
  });

  it('what ignored globals make is left out, and nothing else', async () => {
    const attack = await open('attack.pt', { ignoreGlobals: ['__builtin__.print'] });
    expect([...attack.entries.keys()]).toEqual(['weight']);
    expect(attack.leftOut).toEqual(['attack']);
    await attack.close();
    const lightning = await open('lightning.ckpt', { ignoreGlobals: LIGHTNING });
    expect(lightning.leftOut).toEqual([
      'epoch',
      'pytorch-lightning_version',
      'callbacks',
      'hyper_parameters',
    ]);
    await lightning.close();
    const some = open('lightning.ckpt', { ignoreGlobals: LIGHTNING.slice(1) });
    await expect(some).rejects.toMatchObject({ globals: LIGHTNING.slice(0, 1) });
  });

  it.each([
    ['negated.pt', 'PICKLE_INVALID', /save a clone\(\)/],
    ['bare-tensor.pt', 'STATE_DICT_NOT_FOUND', /no dict of named tensors/],
    ['torchscript.pt', 'FORMAT_UNSUPPORTED', /TorchScript/],
  ])('%s is refused', async (name, code, message) => {
    await expect(open(name)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('names without a prefix are another view of the same file', async () => {
    const { file, stripped, kept } = stripPrefix(await open('training.pt'), ['module.', 'sed_model.']);
    expect([...file.entries.keys()]).toEqual(['weight', 'bias']);
    expect({ stripped, kept }).toEqual({ stripped: ['module.weight', 'module.bias'], kept: [] });
    expect(await file.read('weight')).toMatchObject({ dtype: 'F32', shape: [2, 2] });
    await expect(file.read('module.weight')).rejects.toMatchObject({ code: 'TENSOR_NOT_FOUND' });
    await file.close();
  });
});

const python = process.env.TORCH_PYTHON || 'python3';
const probe = 'import torch; torch.serialization.set_crc32_options; print(torch.__version__)'; // since PyTorch 2.5
const torch = spawnSync(python, ['-c', probe], { encoding: 'utf8' });
const title =
  torch.status === 0 ? `PyTorch ${torch.stdout.trim()}` : `'${python}' has no PyTorch of at least 2.5`;

describe.skipIf(torch.status !== 0)(`files written now (${title})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pytorch-'));
  beforeAll(() => {
    const { status, stderr } = spawnSync(python, [script, folder], { encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({ status: 0 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('give every tensor as PyTorch has it', () => checkAll(folder));

  it('are those of the fixtures, to the last tensor', () => {
    expect(readdirSync(folder)).toEqual(readdirSync(fixtures));
    expect(expectedIn(folder)).toEqual(expectedIn(fixtures));
  });
});
