// The manifests of every part in fixtures/, read into one shape, against the files beside them.
import { describe, expect, it } from 'vitest';
import { isComputed } from './fill-module.ts';
import { openGolden } from './golden.ts';
import { list } from './json.ts';
import { parseEntry, parseManifest } from './manifest.ts';

const parts = [
  'encoder-swin-v2',
  'encoder-htsat',
  'dg-sct-attention',
  'task-ave',
  'task-avvp',
  'task-avqa',
].map((name) => openGolden(name));
const files = parts.flatMap((part) => part.files.map((name) => part.file(name)));

describe('openGolden', () => {
  it('finds every file and tensor that the parts are said to have', () => {
    const counts = parts.map((part) => [
      part.name,
      part.files.length,
      part.files.reduce((sum, name) => sum + part.file(name).tensors.size, 0),
    ]);
    expect(counts).toEqual([
      ['encoder-swin-v2', 5, 358],
      ['encoder-htsat', 8, 410],
      ['dg-sct-attention', 14, 571],
      ['task-ave', 14, 446],
      ['task-avvp', 27, 1344],
      ['task-avqa', 16, 433], // and 12 stored inputs
    ]);
  });

  it.each(files.map((file) => [`${file.part}/${file.name}`, file] as const))(
    '%s: shapes and strides fit',
    (_, file) => {
      for (const { key, shape, stride, exact } of file.tensors.values()) {
        const { dtype, data } = file.stored(key);
        const length = shape.reduce((product, size) => product * size, 1);
        expect(data.length, key).toBe(Math.ceil(length / stride));
        if (dtype.startsWith('I')) expect(exact, key).toBe(true);
      }
    },
  );

  it('knows a part that is named under about, and tables that stand in the manifest itself', () => {
    const { part, entries } = parseManifest({ about: { part: 'task-avqa' }, files: {} }, '/other/name');
    expect([part, entries.size]).toEqual(['task-avqa', 0]);
    const { raw, storedKeys, tensors } = openGolden('task-avqa').file('tables');
    expect(Object.keys(raw)).toContain('frame_indices');
    expect([storedKeys.length, tensors.size]).toEqual([0, 0]);
  });

  it('normalises both layouts', () => {
    const swin = openGolden('encoder-swin-v2').file('tiny-a');
    expect(swin).toMatchObject({ prefix: 'swin.', mode: 'eval', config: { embed_dim: 24, depths: [2, 2] } });
    expect(swin.cotangents).toEqual([
      { output: 'forward_features', fill: 'cotangent:forward_features', shape: [2, 36, 48] },
      { output: 'logits', fill: 'cotangent:logits', shape: [2, 10] },
    ]);
    const blocks = openGolden('encoder-swin-v2').file('block');
    expect([...blocks.cases].map(([name, { prefix }]) => [name, prefix])).toContainEqual([
      'shifted',
      'swin.layers.0.blocks.1.',
    ]);
    expect(blocks.cotangents.map(({ output }) => output)).toEqual([
      'plain.y',
      'shifted.y',
      'shrunk.y',
      'merge.y',
    ]);
    const attention = openGolden('encoder-swin-v2').file('attention');
    expect(attention.cotangents.map(({ output }) => output)).toEqual(['plain.y', 'masked.y', 'pretrained.y']);
    const htsat = openGolden('encoder-htsat').file('tiny-a-train');
    expect(htsat.mode).toBe('train');
    expect(htsat.cotangents.map(({ output }) => output)).toEqual([
      'framewise_output',
      'clipwise_output',
      'latent_output',
    ]);
    const adapter = openGolden('dg-sct-attention').file('va-ave-train');
    expect(adapter).toMatchObject({ prefix: 'audio_adapter_blocks_p1.6.', mode: 'train' });
    expect(adapter.cotangents[0]).toEqual({
      output: 'output',
      fill: 'cotangent:va-ave.output',
      shape: [20, 16, 9, 1],
    });
  });

  it('sorts tensors into kinds', () => {
    const kindsOf = (part: string, name: string, ...keys: string[]) => {
      const file = openGolden(part).file(name);
      return keys.map((key) => file.tensor(key).kind);
    };
    expect(
      kindsOf('encoder-htsat', 'tiny-a-train', 'logmel', 'after.bn0.running_mean', 'grad.norm.weight'),
    ).toEqual(['output', 'statistic', 'gradient']);
    expect(kindsOf('encoder-swin-v2', 'block', 'plain.y', 'plain.grad.x')).toEqual(['output', 'gradient']);
    expect(kindsOf('task-ave', 'metric', 'in.labels', 'out.accuracy')).toEqual(['input', 'metric']);
    const final = [...openGolden('task-ave').file('train-loop').tensors.values()].filter(
      ({ kind }) => kind === 'parameter',
    );
    expect(final).toHaveLength(10);
  });

  it('reads tolerances that an entry has in words', () => {
    const file = openGolden('task-avs').file('metrics');
    expect(file.tensor('plain.F_curve')).toMatchObject({ exact: false, atol: 1e-5 });
    expect(file.tensor('thresholds')).toMatchObject({ exact: false, atol: 1e-7 });
    expect(file.tensor('plain.mask_mean').exact).toBe(true);
  });

  it('leaves to the module what the manifests list as kept', () => {
    const kept = files.flatMap((file) =>
      list(file.raw.kept ?? file.raw.kept_buffers ?? [], 'kept').map(String),
    );
    const floats = kept.filter((name) => /^[\w.*]+$/.test(name) && !name.endsWith('num_batches_tracked'));
    expect(floats.length).toBeGreaterThan(40);
    expect(floats.filter((name) => !isComputed(name))).toEqual([]);
    expect(isComputed('layers.0.blocks.1.attn.logit_scale')).toBe(false);
  });

  it('names what there is when asked for what there is not', () => {
    expect(() => openGolden('encoder-nobody')).toThrow(/no goldens in .*encoder-nobody/);
    expect(() => openGolden('task-ave').file('cmbs')).toThrow(
      /no file 'cmbs'; there are cmbs-tiny, cmbs-real/,
    );
    expect(() => openGolden('task-ave').file('cmbs-tiny').stored('out.x')).toThrow(/no tensor 'out.x'/);
  });
});

describe('the words of other manifests', () => {
  const entry = (raw: Record<string, unknown>) => parseEntry('task-x', 'y', raw);

  it('finds entries in an array, in an object by file name, and under another name', () => {
    const files = (manifest: unknown) => [...parseManifest(manifest, '/goldens/task-x').entries.keys()];
    expect(files({ part: 'p', goldens: [{ file: 'a.safetensors' }] })).toEqual(['a']);
    expect(files({ files: { 'b.safetensors': {}, c: {} } })).toEqual(['b', 'c']);
    expect(parseManifest({ files: {} }, '/goldens/task-x').part).toBe('task-x');
    expect(parseManifest({ part: 'p', files: {} }, '/goldens/task-x').part).toBe('p');
    expect(() => files({ files: { '../outside': {} } })).toThrow(/not in its folder/);
  });

  it('reads tolerances that hold for all keys that begin alike', () => {
    const { tensors } = entry({
      tolerance_abs: { loss32: 1e-4 },
      tensors: { 'loss32.total': { shape: [] }, 'label.classes': { shape: [2] } },
    });
    expect([...tensors.values()].map(({ exact, atol }) => [exact, atol])).toEqual([
      [false, 1e-4],
      [true, 0],
    ]);
  });

  it('reads tensors from arrays and objects, with tolerances of their own or of the entry', () => {
    const { tensors } = entry({
      tolerance_abs: 1e-3,
      outputs: { y: { shape: [2], tol: 1e-4, sampled_every: 3 }, note: 'no tensor' },
      grads_cotangent: { x: { key: 'grad.param:x', shape: 2 } },
      train_steps: { steps: 3, after: { w: { key: 'after.w', shape: [], tolerance_abs: 1e-5 } } },
    });
    expect([...tensors.values()]).toEqual([
      { key: 'y', shape: [2], kind: 'output', exact: false, atol: 1e-4, stride: 3 },
      { key: 'grad.param:x', shape: [2], kind: 'gradient', exact: false, atol: 1e-3, stride: 1 },
      { key: 'after.w', shape: [], kind: 'statistic', exact: false, atol: 1e-5, stride: 1 },
    ]);
  });

  it('reads inputs from formulas and name spaces, and leaves to `raw` what is more than a scaled fill', () => {
    const kinds = entry({
      name_space: 'n.',
      inputs: [
        { name: 'x', shape: [2], scale: 2 },
        { name: 'v', shape: [2], value: '0.5 + 0.6*fill("input:v", shape)' },
        { name: 's', shape: [2], stored: 'in.s' },
        { name: 'c', shape: [2], value: 'clip(0.5 + 0.6*fill("input:c", shape), 0, 1)' },
        { name: 's<t>.x', shape: [2], scale: 1 },
      ],
      outputs: { 'in.s': { shape: [2] } },
    });
    expect(kinds.inputs).toMatchObject([
      { kind: 'fill', fill: 'input:n.x', offset: 0, scale: 2 },
      { kind: 'fill', fill: 'input:v', offset: 0.5, scale: 0.6 },
      { kind: 'stored', key: 'in.s' },
      { kind: 'recipe' },
      { kind: 'recipe' },
    ]);
    expect(kinds.tensors.get('in.s')?.kind).toBe('input');
  });

  it('reads cotangents from an object and from a sentence about every output', () => {
    const tensors = { 'out.y': { shape: [2], tol: 1 }, 'aux.z': { shape: [2], tol: 1 } };
    const weighed = (raw: Record<string, unknown>) => entry({ tensors, ...raw }).cotangents;
    expect(weighed({ cotangents: { y: 'cotangent:n/y' } })).toEqual([
      { output: 'y', fill: 'cotangent:n/y', shape: [2] },
    ]);
    const sentence = 'sum over outputs of sum(out.<name> * fill("cotangent:<name>", shape)); aux.* are not';
    expect(weighed({ gradient_objective: sentence }).map(({ output }) => output)).toEqual(['y']);
    expect(weighed({ gradients: 'loss.total' })).toEqual([]);
    expect(() => weighed({ cotangents: { q: 'cotangent:q' } })).toThrow(/q, which is not among its tensors/);
  });
});
