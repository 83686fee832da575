// Modules to files and back: names, types, strictness.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HostTensor, readSafetensors, writeSafetensors } from '@dg-sct/checkpoint';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadModule, saveModule } from './module-file.ts';
import { Classifier } from './testing/blobs.ts';

let folder = '';
let file = '';
beforeAll(() => tf.setBackend('cpu'));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'module-file-'));
  file = join(folder, 'model.safetensors');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function valuesOf(module: Classifier): Promise<[string, number[]][]> {
  const entries = [...module.namedParameters()];
  return Promise.all(
    entries.map(
      async ([name, parameter]): Promise<[string, number[]]> => [name, [...(await parameter.read())]],
    ),
  );
}

function changed(): Classifier {
  const module = new Classifier(0);
  for (const parameter of module.namedParameters().values()) {
    const data =
      parameter.dtype === 'int32' ? new Int32Array(parameter.size) : new Float32Array(parameter.size);
    parameter.set(data.fill(7));
  }
  return module;
}

test('what is saved is what is loaded, with metadata', async () => {
  const saved = new Classifier(0);
  saved.norm.batchesTracked.set(Int32Array.of(12));
  await saveModule(file, saved, { note: 'x' });
  const loaded = changed();
  await loadModule(file, loaded);
  expect((await readSafetensors(file)).metadata).toEqual({ note: 'x' });
  expect(await valuesOf(loaded)).toEqual(await valuesOf(saved));
});

async function rewritten(change: (tensors: Map<string, HostTensor>) => void): Promise<void> {
  await saveModule(file, new Classifier(0));
  const { tensors } = await readSafetensors(file);
  change(tensors);
  await writeSafetensors(file, tensors);
}

test('a missing, an unknown and a misshapen name are told in one sentence, and nothing is loaded', async () => {
  await rewritten((tensors) => {
    tensors.delete('head.bias');
    tensors.set('extra', { dtype: 'F32', shape: [1], data: new Float32Array(1) });
    tensors.set('norm.bias', { dtype: 'F32', shape: [4], data: new Float32Array(4) });
  });
  const module = changed();
  await expect(loadModule(file, module)).rejects.toThrow(
    /1 missing \(head.bias\); 1 unexpected \(extra\); 1 of another shape \(norm.bias \(wanted \[8\], found \[4\]\)\)/,
  );
  expect(await valuesOf(module)).toEqual(await valuesOf(changed()));
});

test('with `partial: frozen`, frozen parameters and buffers may be absent but trainable ones may not', async () => {
  await rewritten((tensors) => {
    tensors.delete('frozen.weight');
    tensors.delete('norm.running_mean');
  });
  const module = changed();
  const report = await loadModule(file, module, { partial: 'frozen' });
  expect(report.absent).toEqual(['frozen.weight', 'norm.running_mean']);
  expect(await module.frozen.weight.read()).toEqual(new Float32Array(16).fill(7));
  await rewritten((tensors) => void tensors.delete('head.weight'));
  await expect(loadModule(file, module, { partial: 'frozen' })).rejects.toThrow(/1 missing \(head.weight\)/);
});

test('prefix, rename and ignore choose what belongs to the module', async () => {
  await saveModule(file, new Classifier(0));
  const { tensors } = await readSafetensors(file);
  const other = [...tensors].map(
    ([name, tensor]) => [`net.${name.replace('head', 'classifier')}`, tensor] as const,
  );
  await writeSafetensors(file, [
    ...other,
    ['net.junk', { dtype: 'F32', shape: [], data: Float32Array.of(1) }],
  ]);
  const module = changed();
  await loadModule(file, module, {
    prefix: 'net.',
    rename: (key) => key.replace('classifier', 'head'),
    ignore: [/^junk$/],
  });
  expect(await valuesOf(module)).toEqual(await valuesOf(new Classifier(0)));
});

test('half and double precision are converted; integers and floats are not confused', async () => {
  await rewritten((tensors) => {
    tensors.set('head.bias', { dtype: 'F64', shape: [3], data: Float64Array.of(1, 2, 3) });
    tensors.set('unused.bias', { dtype: 'F16', shape: [2], data: Uint16Array.of(0x3c00, 0xc000) });
    tensors.set('norm.num_batches_tracked', { dtype: 'I32', shape: [], data: Int32Array.of(9) });
  });
  const module = changed();
  await loadModule(file, module);
  const values = new Map(await valuesOf(module));
  expect(values.get('head.bias')).toEqual([1, 2, 3]);
  expect(values.get('unused.bias')).toEqual([1, -2]);
  expect(values.get('norm.num_batches_tracked')).toEqual([9]);

  await rewritten((tensors) => {
    tensors.set('norm.num_batches_tracked', { dtype: 'F32', shape: [], data: Float32Array.of(9) });
  });
  await expect(loadModule(file, module)).rejects.toThrow(
    /stores norm.num_batches_tracked as F32.*wants int32/,
  );
  await rewritten((tensors) => {
    tensors.set('norm.num_batches_tracked', { dtype: 'I64', shape: [], data: BigInt64Array.of(2n ** 40n) });
  });
  await expect(loadModule(file, module)).rejects.toThrow(/does not fit 32 bits/);
});
