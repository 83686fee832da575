// Folders that the checker has never seen: copies under other names, copies with something wrong in them, and entries
// of other sizes whose values are computed here, by the modules themselves on another backend.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSafetensors } from '@dg-sct/checkpoint';
import { DG_SCT_VARIANTS, DgSctAttention } from '@dg-sct/dg-sct-attention';
import { SwinV2 } from '@dg-sct/encoder-swin-v2';
import { fill, fillModule, openGoldenFolder } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import { Cmbs } from '@dg-sct/task-ave';
import { MultiDilation } from '@dg-sct/task-avs';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useBackend } from './backend.ts';
import { checkPart, type FileResult } from './check.ts';
import { asJson, describe as describeResult, totals } from './print.ts';

const FIXTURES = fileURLToPath(new URL('../../goldens/fixtures', import.meta.url));

async function checkAll(folder: string, only = /./): Promise<FileResult[]> {
  const results: FileResult[] = [];
  for await (const result of checkPart(openGoldenFolder(folder), only)) results.push(result);
  return results;
}

beforeAll(() => useBackend('onnxruntime'));

describe('a changed copy', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'golden-'));
    cpSync(`${FIXTURES}/encoder-swin-v2`, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const check = (only = /./): Promise<FileResult[]> => checkAll(folder, only);

  /** Rewrites the manifest. */
  function edit(change: (manifest: { files: Record<string, unknown>[]; part?: string }) => void): void {
    const path = join(folder, 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    change(manifest);
    writeFileSync(path, JSON.stringify(manifest));
  }

  test('passes under other file names and in another order', async () => {
    edit((manifest) => {
      manifest.files.reverse();
      for (const [i, entry] of manifest.files.entries()) {
        cpSync(join(folder, String(entry.file)), join(folder, `run-${i}.safetensors`));
        entry.file = `run-${i}.safetensors`;
      }
    });
    const results = await check();
    expect(results.map(({ file, outcome }) => `${file} ${outcome}`)).toEqual(
      [0, 1, 2, 3, 4].map((i) => `run-${i} passed`),
    );
    expect(totals(results)).toBe('5 passed, 0 failed, 0 skipped');
  });

  test('fails for one value that is off, and says which', async () => {
    const path = join(folder, 'resize.safetensors');
    const bytes = readFileSync(path);
    bytes.writeFloatLE(bytes.readFloatLE(bytes.length - 4) + 0.01, bytes.length - 4);
    writeFileSync(path, bytes);
    const results = await check(/resize|block/);
    expect(totals(results)).toBe('1 passed, 1 failed, 3 skipped');
    const failed = results.find(({ outcome }) => outcome === 'failed');
    expect(failed?.reasons.join()).toMatch(/^\w+ \[.*: element \[.*difference 1\.00e-2/);
    expect(JSON.parse(asJson(results, 'onnxruntime'))).toMatchObject({ passed: 1, failed: 1, skipped: 3 });
  });

  test('fails for a weight prefix that the numbers were not made with', async () => {
    edit((manifest) => {
      for (const entry of manifest.files) if (entry.prefix !== undefined) entry.prefix = 'swan.';
    });
    const results = await check(/tiny-a/);
    expect(results.find(({ file }) => file === 'tiny-a')?.outcome).toBe('failed');
  });

  test('fails for a tensor that nobody compares, in the manifest or in the file alone', async () => {
    edit((manifest) => {
      const resize = manifest.files.find(({ file }) => file === 'resize.safetensors');
      const outputs = resize?.outputs as { key: string }[];
      outputs.splice(0, 1, { ...outputs[0], key: 'unheard' });
    });
    const results = await check(/resize/);
    const reasons = results.flatMap((result) => result.reasons).join('\n');
    expect(reasons).toMatch(/no tensor 'small'/);
    expect(reasons).toMatch(/not compared: unheard, .*small/);
  });

  test('fails for an entry of no known kind, and for a part without an adaptor', async () => {
    edit((manifest) => {
      for (const entry of manifest.files) Object.assign(entry, { config: { riddle: 1 }, cases: {} });
    });
    const results = await check();
    expect(totals(results)).toBe('0 passed, 5 failed, 0 skipped');
    expect(results[0]?.reasons).toEqual([expect.stringMatching(/none of encoder-swin-v2's kinds .*riddle/)]);
    edit((manifest) => {
      manifest.part = 'task-unheard';
    });
    const unknown = await check();
    expect(totals(unknown)).toBe('0 passed, 5 failed, 0 skipped');
    expect(unknown.map(describeResult).join('\n')).toContain(
      'There is no adaptor for the part "task-unheard"',
    );
  });
});

interface Unseen {
  readonly part: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** By key, the outputs from the inputs; weights are filled under `weights.`. */
  readonly compute: (...inputs: tf.Tensor[]) => Record<string, tf.Tensor>;
}

const PREFIX = 'weights.';

const UNSEEN: Record<string, Unseen> = {
  'a Swin V2': {
    part: 'encoder-swin-v2',
    config: {
      img_size: 24,
      patch_size: 2,
      embed_dim: 8,
      depths: [1, 2],
      num_heads: [1, 4],
      window_size: 3,
      num_classes: 3,
    },
    inputs: [{ name: 'image', shape: [1, 3, 24, 24] }],
    compute: (image) => {
      const sizes = {
        imageSize: 24,
        patchSize: 2,
        embedDim: 8,
        depths: [1, 2],
        heads: [1, 4],
        windowSize: 3,
      };
      const model = fillModule(new SwinV2({ ...sizes, classes: 3 }), PREFIX);
      return { logits: model.forward(image.transpose([0, 2, 3, 1]), EVAL) };
    },
  },
  'a layer': {
    part: 'dg-sct-attention',
    config: {
      variant: 'avvp',
      C_own: 8,
      C_other: 6,
      N_own: 4,
      N_other: 9,
      reduction_factor: 2,
      num_tokens: 5,
      num_conv_group: 1,
      use_bn: 0,
      use_gate: 1,
      is_before_layernorm: 1,
      is_post_layernorm: 0,
      beta: 0.4,
    },
    inputs: [
      { name: 'x', shape: [3, 8, 4, 1] },
      { name: 'vis_token', shape: [3, 6, 9, 1] },
    ],
    compute: (x, other) => {
      const sizes = { dim: 8, tokens: 4, otherDim: 6, otherTokens: 9 };
      const options = { reduction: 2, groups: 1, learnedTokens: 5, batchNorm: false, lnPost: false };
      const variant = { ...DG_SCT_VARIANTS.avvp, beta: 0.4 };
      const layer = fillModule(new DgSctAttention(sizes, { ...options, variant }), PREFIX);
      const tokens = (y: tf.Tensor) => y.squeeze([3]).transpose([0, 2, 1]);
      const { output } = layer.forward(tokens(x), tokens(other as tf.Tensor), EVAL);
      return { 'out.output': output.transpose([0, 2, 1]).expandDims(3) };
    },
  },
  'a multi-dilation layer': {
    part: 'task-avs',
    config: { input_channel: 3, NoLabels: 2, dilations: [1, 4] },
    inputs: [{ name: 'x', shape: [1, 3, 6, 7] }],
    compute: (x) => {
      const layer = fillModule(new MultiDilation(3, 2, [1, 4]), PREFIX);
      return { y: layer.forward(x.transpose([0, 2, 3, 1])).transpose([0, 3, 1, 2]) };
    },
  },
  'a CMBS head': {
    part: 'task-ave',
    config: { d_model: 8, classes: 5, batch: 2, T: 6, gamma: 0.7, top_k: 2 },
    inputs: [
      { name: 'visual_feature', shape: [6, 2, 8] },
      { name: 'audio_feature', shape: [6, 2, 8] },
    ],
    compute: (visual, audio) => {
      const head = fillModule(new Cmbs({ dim: 8, classes: 5, gamma: 0.7, topSegments: 2 }), PREFIX);
      const swap = (x: tf.Tensor) => x.transpose([1, 0, 2]);
      return { 'out.event_scores': head.forward(swap(visual), swap(audio as tf.Tensor), EVAL).eventScores };
    },
  },
};

describe('an entry of other sizes, names and seeds', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'golden-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Writes a folder of one file whose values come from tfjs's own backend. */
  async function write({ part, config, inputs, compute }: Unseen): Promise<void> {
    await useBackend('cpu');
    const tensors = inputs.map(({ name, shape }) =>
      tf.tensor(fill(`input:seed-7.${name}`, shape), [...shape]).mul(0.5),
    );
    const outputs = Object.entries(compute(...tensors)).map(([key, tensor]) => ({ key, tensor }));
    const stored = outputs.map(({ key, tensor }) => {
      const data = Float32Array.from(tensor.dataSync());
      return [key, { dtype: 'F32', shape: tensor.shape, data }] as const;
    });
    await writeSafetensors(join(folder, 'anything.safetensors'), new Map(stored));
    const entry = {
      file: 'anything.safetensors',
      mode: 'eval',
      config,
      prefix: PREFIX,
      inputs: inputs.map(({ name, shape }) => ({ name, shape, fill: `input:seed-7.${name}`, scale: 0.5 })),
      outputs: outputs.map(({ key, tensor }) => ({ key, shape: tensor.shape, atol: 1e-6 })),
      kept: [],
    };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ part, files: [entry] }));
    tf.disposeVariables();
    await useBackend('onnxruntime');
  }

  test.each(Object.entries(UNSEEN))('%s', async (_, unseen) => {
    await write(unseen);
    const [result] = await checkAll(folder);
    expect(result).toMatchObject({ part: unseen.part, outcome: 'passed', compared: 1, reasons: [] });
  });
});
