// `dgsct inspect` and `dgsct convert` on files of other libraries, on damaged ones, and on what is no checkpoint at all.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HostTensor, readSafetensors, writeSafetensors } from '@dg-sct/checkpoint';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CheckpointDescription } from '../checkpoints/describe.ts';
import { Interrupted } from '../interrupt.ts';
import { temporaryFolder } from '../testing/ave-folder.ts';
import { callCli } from '../testing/run-cli.ts';

/** Written by the libraries themselves. */
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../../packages/encoder-swin-v2/test/fixtures/${name}`, import.meta.url));
const TIMM = fixture('timm-1.pth');
const HUGGING_FACE = fixture('hugging-face.safetensors');
/** Written as PyTorch Lightning does, with objects of other classes beside the tensors. */
const LIGHTNING = fileURLToPath(
  new URL('../../../../packages/checkpoint/test/fixtures/lightning.ckpt', import.meta.url),
);
/** This file, which is no checkpoint. */
const MINE = fileURLToPath(import.meta.url);

let folder = '';
let out = '';
beforeEach(() => {
  folder = temporaryFolder();
  out = join(folder, 'out.safetensors');
});

/** A copy of Hugging Face's file with something changed. */
async function spoilt(change: (tensors: Map<string, HostTensor>) => void): Promise<string> {
  const { tensors } = await readSafetensors(HUGGING_FACE);
  change(tensors);
  const path = join(folder, 'spoilt.safetensors');
  await writeSafetensors(path, tensors);
  return path;
}

const QUERY = 'swinv2.encoder.layers.0.blocks.0.attention.self.query.weight';

describe('inspect', () => {
  it('names the model, the library and every tensor', async () => {
    const { exitCode, stdout, stderr } = await callCli(['inspect', HUGGING_FACE]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(': safetensors, 68 tensors of 14,739 values\nmodel: Swin V2\n');
    expect(stdout).toContain('\nnames: Hugging Face transformers\n');
    expect(stdout).toContain('"depths":[2,1],"heads":[2,4]');
    expect(stdout).toContain('\nevery key that the model needs is there and fits\n');
    expect(stdout).toMatch(new RegExp(`^${QUERY} +F32 {3}\\[8, 8\\]$`, 'm'));
  });

  it('names what a file refers to beside tensors, and leaves it out when told to', async () => {
    const names = 'pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint,argparse.Namespace';
    const refused = await callCli(['inspect', LIGHTNING]);
    expect({ ...refused, stderr: '' }).toEqual({ exitCode: 1, stdout: '', stderr: '' });
    expect(refused.stderr).toMatch(
      /^dgsct: [^\n]+ refers to pytorch_lightning\S+, argparse.Namespace, [^\n]+\n$/,
    );
    expect(refused.stderr).toContain(`add --ignore-globals ${names}\n`);
    const half = await callCli(['convert', LIGHTNING, out, '--ignore-globals', 'argparse.Namespace']);
    expect(half.stderr).toContain('--ignore-globals argparse.Namespace,pytorch_lightning.');
    const { exitCode, stdout } = await callCli(['inspect', LIGHTNING, '--ignore-globals', names]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/sed_model\.head\.weight +F32 +\[2, 3\]/);
  });

  it('lists every mismatch, in text and as JSON', async () => {
    const path = await spoilt((tensors) => {
      tensors.delete(QUERY);
      tensors.set('surplus', { dtype: 'F32', shape: [1], data: new Float32Array(1) });
      tensors.set('swinv2.layernorm.bias', { dtype: 'F16', shape: [17], data: new Uint16Array(17) });
      tensors.set('swinv2.embeddings.mask_token', { dtype: 'F32', shape: [8], data: new Float32Array(8) });
    });
    const { exitCode, stdout } = await callCli(['inspect', path]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('it does not fit the model');
    expect(stdout).toContain('1 missing:\n  layers.0.blocks.0.attn.qkv.weight\n');
    expect(stdout).toContain('1 unexpected:\n  surplus\n');
    expect(stdout).toContain('1 of another shape:\n  norm.bias: wanted [16], found [17]\n');
    expect(stdout).toContain('1 known and unused:\n  swinv2.embeddings.mask_token\n');
    const { format, tensors, model } = JSON.parse(
      (await callCli(['inspect', path, '--json'])).stdout,
    ) as CheckpointDescription;
    expect(format).toBe('safetensors');
    expect(tensors).toContainEqual({ key: 'swinv2.layernorm.bias', dtype: 'F16', shape: [17] });
    expect(model).toMatchObject({
      name: 'swin-v2',
      naming: 'Hugging Face transformers',
      fits: false,
      missing: ['layers.0.blocks.0.attn.qkv.weight'],
      unexpected: ['surplus'],
      wrongShape: [{ key: 'norm.bias', expected: [16], found: [17] }],
      unused: ['swinv2.embeddings.mask_token'],
    });
  });

  it('says so where no model is known', async () => {
    const { exitCode, stdout } = await callCli(['inspect', fixture('outputs.safetensors')]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('model: none that is known here\n');
    const { stdout: json } = await callCli(['inspect', fixture('outputs.safetensors'), '--json']);
    expect(JSON.parse(json)).toMatchObject({ model: null });
  });
});

describe('convert', () => {
  it('writes our names, query, key and value in one', async () => {
    const { exitCode, stdout, stderr } = await callCli(['convert', HUGGING_FACE, out, '--quiet']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('62 tensors of Swin V2, from the names of Hugging Face transformers');
    const { tensors, metadata } = await readSafetensors(out);
    const parts = (await readSafetensors(HUGGING_FACE)).tensors;
    const values = ['query', 'key', 'value'].flatMap((part) => [
      ...(parts.get(QUERY.replace('query', part))?.data ?? []),
    ]);
    expect([...(tensors.get('layers.0.blocks.0.attn.qkv.weight')?.data ?? [])]).toEqual(values);
    expect(metadata).toEqual({ model: 'swin-v2', names: 'Hugging Face transformers' });
  });

  it('gives a file that converts to itself', async () => {
    const again = join(folder, 'again.safetensors');
    await callCli(['convert', TIMM, out]);
    await callCli(['convert', out, again, '--as', 'swin-v2']);
    expect((await readSafetensors(again)).tensors).toEqual((await readSafetensors(out)).tensors);
  });

  it('replaces a file only if told to', async () => {
    writeFileSync(out, 'precious');
    const refused = await callCli(['convert', TIMM, out]);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/^dgsct: ".*out\.safetensors" exists already; .* --force\n$/);
    expect(readFileSync(out, 'utf8')).toBe('precious');
    expect((await callCli(['convert', TIMM, out, '--force'])).exitCode).toBe(0);
    expect((await readSafetensors(out)).tensors.size).toBe(62);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const stop = new AbortController();
    stop.abort(new Interrupted('SIGINT'));
    const { exitCode, stderr } = await callCli(['convert', TIMM, out, '--quiet'], stop.signal);
    expect(exitCode).toBe(130);
    expect(stderr).not.toContain('Cannot write');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a file that does not fit, and says what', async () => {
    const path = await spoilt((tensors) => tensors.delete('swinv2.layernorm.weight'));
    const { exitCode, stdout, stderr } = await callCli(['convert', path, out]);
    expect(stderr).toMatch(
      /^dgsct: '.*' does not fit the model: 1 missing \(norm\.weight\); 61 keys fit\.\n$/,
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(existsSync(out)).toBe(false);
  });
});

describe('one sentence, and nothing written, for', () => {
  it.each<[string, () => string[], number, RegExp]>([
    ['no file', () => ['inspect', join(folder, 'none.pth')], 1, /there is no such file/],
    ['no file to convert', () => ['convert', join(folder, 'none.pth'), out], 1, /there is no such file/],
    ['a folder', () => ['inspect', folder], 1, /it is a folder, not a file/],
    ['a text file', () => ['inspect', MINE], 1, /neither a safetensors file nor one of torch\.save/],
    ['a text file to convert', () => ['convert', MINE, out], 1, /neither a safetensors file nor/],
    [
      'no known model',
      () => ['convert', fixture('outputs.safetensors'), out],
      1,
      /holds no model that is known here/,
    ],
    ['another model than it is', () => ['convert', TIMM, out, '--as', 'htsat'], 1, /holds no HTS-AT/],
    [
      'another size than it is',
      () => ['convert', TIMM, out, '--as', 'swinv2_tiny_window8_256'],
      1,
      /does not fit the model: .*of another shape \(patch_embed\.proj\.weight \(wanted \[96,3,4,4\], found \[8,3,4,4\]\)/,
    ],
    [
      'a model that is none',
      () => ['convert', TIMM, out, '--as', 'swin-v3'],
      2,
      /no model "swin-v3"; the models are ave/,
    ],
    ['another format', () => ['convert', TIMM, join(folder, 'out.pth')], 2, /must end in \.safetensors/],
    [
      'a missing folder',
      () => ['convert', TIMM, join(folder, 'none', 'out.safetensors')],
      1,
      /folder does not exist/,
    ],
    ['one argument', () => ['convert', TIMM], 2, /missing required argument 'out'/],
    ['no argument', () => ['inspect'], 2, /missing required argument 'file'/],
  ])('%s', async (_name, argv, code, sentence) => {
    const { exitCode, stdout, stderr } = await callCli(argv());
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^dgsct: [^\n]+\n$/);
    expect(stderr).not.toContain('DGSCT_DEBUG');
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a folder in the place of the output', async () => {
    mkdirSync(out);
    const { exitCode, stderr } = await callCli(['convert', TIMM, out, '--force', '--quiet']);
    expect(stderr).toMatch(/^dgsct: Cannot write '.*': a folder of that name is in the way\.\n$/);
    expect(exitCode).toBe(1);
    expect(readdirSync(folder)).toEqual(['out.safetensors']);
  });
});
