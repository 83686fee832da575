// From files as the published code and other libraries write them to an evaluation and a training, at the smallest size.
// The PyTorch half needs Python with torch; TORCH_PYTHON names it where `python3` is another.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HostTensor, readSafetensors, writeSafetensors } from '@dg-sct/checkpoint';
import type { AveNetwork } from '@dg-sct/task-ave';
import { readStateDict } from '@dg-sct/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { override } from '../config/overrides.ts';
import { buildNetwork } from '../network.ts';
import { temporaryFolder } from '../testing/ave-folder.ts';
import { MINUTE, minuteData, trainArguments } from '../testing/minute.ts';
import { callCli } from '../testing/run-cli.ts';

const PYTHON = process.env.TORCH_PYTHON || 'python3';
const isAbsent = spawnSync(PYTHON, ['-c', 'import torch']).status !== 0;
const SCRIPT = fileURLToPath(new URL('../testing/torch-file.py', import.meta.url));

/** Two stages, of which the first has windows that shift, so that every kind of tensor is there. */
const SETTINGS = [
  'visual.config={"imageSize":16,"patchSize":4,"embedDim":8,"depths":[2,1],"heads":[1,2],"windowSize":2}',
  'audio.config={"specSize":32,"embedDim":8,"depths":[2,1],"heads":[1,2],"windowSize":4}',
];
const SET = SETTINGS.flatMap((setting) => ['--set', setting]);

type Tensors = ReadonlyMap<string, HostTensor>;

let data = '';
let folder = '';
/** A whole network in our names. */
let network: Tensors = new Map();
/** What `dgsct eval` prints of it. */
let expected = '';

beforeAll(async () => {
  data = minuteData();
  folder = temporaryFolder();
  const path = join(folder, 'whole.safetensors');
  network = await stateOf((await buildNetwork(loadConfig(MINUTE, SETTINGS), ['Bell'])) as AveNetwork);
  await writeSafetensors(path, network);
  expected = await evaluate(path);
});

async function stateOf(module: AveNetwork): Promise<Tensors> {
  const state = await readStateDict(module);
  module.dispose();
  return state;
}

const evaluate = (weights: string): Promise<string> =>
  succeed(['eval', '--task', 'ave', '--weights', weights, '--config', MINUTE, ...SET, '--data', data]);

async function succeed(argv: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await callCli([...argv, '--quiet']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

const float = (...shape: number[]): HostTensor => ({
  dtype: 'F32',
  shape,
  data: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(0.5),
});

const encoder = (prefix: string): [string, HostTensor][] =>
  [...network].flatMap(([key, tensor]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), tensor]] : [],
  );

/** With the tables and the head that Microsoft's files hold and we do not. */
const microsoft = (): Tensors =>
  new Map([
    ...encoder('swin.'),
    ['layers.0.blocks.0.attn.relative_coords_table', float(1, 3, 3, 2)],
    [
      'layers.0.blocks.0.attn.relative_position_index',
      { dtype: 'I64', shape: [4, 4], data: new BigInt64Array(16) },
    ],
    ['head.weight', float(7, 16)],
    ['head.bias', float(7)],
  ]);

/** Without masks, merging at the start of a stage, another name for the head. */
const timm1 = (): Tensors =>
  new Map([
    ...encoder('swin.')
      .filter(([key]) => !key.endsWith('attn_mask'))
      .map(([key, tensor]) => [key.replace('layers.0.downsample', 'layers.1.downsample'), tensor] as const),
    ['head.fc.weight', float(7, 16)],
    ['head.fc.bias', float(7)],
  ]);

/** An average of several trainings, which is all floats; and classes of its own. */
const lightning = (): Tensors =>
  new Map(
    [
      ...encoder('htsat.').filter(([key]) => !/^(head|tscam_conv|bn0\.num)/.test(key)),
      ['bn0.num_batches_tracked', float()] as const,
      ['tscam_conv.weight', float(9, 16, 2, 3)] as const,
      ['tscam_conv.bias', float(9)] as const,
      ['head.weight', float(9, 9)] as const,
      ['head.bias', float(9)] as const,
    ].map(([key, tensor]) => [`sed_model.${key}`, tensor]),
  );

/** The published network has the head of the visual encoder too. */
const dgSct = (): Tensors =>
  new Map([...network, ['swin.head.weight', float(7, 16)], ['swin.head.bias', float(7)]]);

type Kind = 'plain' | 'model' | 'lightning';
type Save = (name: string, tensors: Tensors, kind: Kind) => Promise<string>;

const saveSafetensors: Save = async (name, tensors) => {
  const path = join(folder, `${name}.safetensors`);
  await writeSafetensors(path, tensors);
  return path;
};

const saveWithTorch: Save = async (name, tensors, kind) => {
  const path = join(folder, `${name}.${kind === 'lightning' ? 'ckpt' : 'pth'}`);
  execFileSync(PYTHON, [SCRIPT, await saveSafetensors(name, tensors, kind), path, kind], { stdio: 'pipe' });
  return path;
};

describe.each([
  { format: 'safetensors', save: saveSafetensors, isMissing: false },
  {
    format: isAbsent ? `PyTorch, absent from ${PYTHON}` : 'PyTorch',
    save: saveWithTorch,
    isMissing: isAbsent,
  },
])('in files of $format', ({ save, isMissing }) => {
  it.skipIf(isMissing)('the AVE checkpoint is measured as it is, and converted', async () => {
    const weights = await save('best_82.18', dgSct(), 'plain');
    const converted = join(temporaryFolder(), 'ave.safetensors');
    expect(await succeed(['convert', weights, converted])).toContain('the AVE network of DG-SCT');
    expect(JSON.parse(await succeed(['inspect', converted, '--json']))).toMatchObject({
      model: { name: 'ave', naming: 'DG-SCT', fits: true },
    });
    expect(await evaluate(weights)).toBe(expected);
    expect(await evaluate(converted)).toBe(expected);
  });

  it.skipIf(isMissing).each([
    ["Microsoft's release", microsoft, 'model'],
    ['timm 1.x', timm1, 'plain'],
  ] as const)(
    'encoders of %s and of Lightning are taken as they are, and converted',
    async (naming, tensors, kind) => {
      const visual = await save(`swin-${kind}`, tensors(), kind);
      const audio = await save(`htsat-${kind}`, lightning(), 'lightning');
      const found = { 'swin-v2': naming, htsat: 'Lightning' };
      for (const [file, name] of [
        [visual, 'swin-v2'],
        [audio, 'htsat'],
      ] as const) {
        const model = { name, naming: found[name], fits: true };
        expect(JSON.parse(await succeed(['inspect', file, '--json']))).toMatchObject({ model });
        await succeed(['convert', file, `${file}.converted.safetensors`, '--as', name, '--force']);
      }
      for (const ending of ['', '.converted.safetensors']) {
        const config = withWeights(visual + ending, audio + ending);
        await expectEncoders((await buildNetwork(config, ['Bell'])) as AveNetwork);
      }
    },
  );
});

const withWeights = (visual: string, audio: string) =>
  loadConfig(MINUTE, [...SETTINGS, override('visual.weights', visual), override('audio.weights', audio)]);

/** Those of `network`, but for what DG-SCT never runs. */
async function expectEncoders(given: AveNetwork): Promise<void> {
  const state = await stateOf(given);
  for (const [key, tensor] of network) {
    if (!/^(swin|htsat)\./.test(key) || /^htsat\.(head|tscam_conv)\./.test(key)) continue;
    expect([key, state.get(key)]).toEqual([key, tensor]);
  }
}

it('a run trained on such encoders is written whole, and is measured the same from one file', async () => {
  const visual = await saveSafetensors('swin-trained', microsoft(), 'model');
  const audio = await saveSafetensors('htsat-trained', lightning(), 'lightning');
  const run = join(temporaryFolder(), 'run');
  const weights = [override('visual.weights', visual), override('audio.weights', audio)];
  await succeed(trainArguments(data, run, ...SET, ...weights.flatMap((setting) => ['--set', setting])));
  const whole = join(temporaryFolder(), 'whole.safetensors');
  await succeed(['convert', run, whole]);
  const { tensors } = await readSafetensors(whole);
  expect(tensors.get('swin.norm.weight')).toEqual(network.get('swin.norm.weight'));
  expect(tensors.get('CMBS.localize_module.classifier.weight')).not.toEqual(
    network.get('CMBS.localize_module.classifier.weight'),
  );
  expect(JSON.parse(await succeed(['inspect', whole, '--json']))).toMatchObject({
    model: { name: 'ave', fits: true },
  });
  expect(await evaluate(whole)).toBe(await succeed(['eval', '--run', run]));
});

describe('what does not fit is told in one sentence', () => {
  it.each<[string, (tensors: Map<string, HostTensor>) => void, RegExp]>([
    [
      'a missing tensor',
      (all) => all.delete('CMBS.video_cas.bias'),
      /does not fit the model: 1 missing \(CMBS\.video_cas\.bias\)/,
    ],
    ['an unknown tensor', (all) => all.set('CMBS.extra', float(2)), /1 unexpected \(CMBS\.extra\)/],
    [
      'another number of classes',
      (all) => all.set('CMBS.video_cas.bias', float(28)),
      /CMBS\.video_cas\.bias \(wanted \[1\], found \[28\]\)/,
    ],
  ])('%s', async (_name, spoil, sentence) => {
    const tensors = new Map(dgSct());
    spoil(tensors);
    const weights = await saveSafetensors('spoilt', tensors, 'plain');
    const common = ['--weights', weights, '--config', MINUTE, '--data', data, '--quiet'];
    const { exitCode, stdout, stderr } = await callCli(['eval', ...common, ...SET]);
    expect(stderr).toMatch(/^dgsct: [^\n]+\n$/);
    expect(stderr).toMatch(sentence);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  });

  it.each([
    [[], /eval needs --run with the folder of a run, or --weights with a checkpoint/],
    [['--run', 'a', '--weights', 'b'], /--run and --weights were both given/],
    [['--run', 'a', '--config', 'ave-tiny'], /--config and --set go with --weights/],
    [['--weights', 'b', '--config', 'ave-tinny'], /did you mean "ave-tiny"/],
    [['--weights', 'b'], /no data folder was given/],
  ])('eval %j is wrong usage', async (argv, sentence) => {
    const { exitCode, stdout, stderr } = await callCli(['eval', ...argv]);
    expect(stderr).toMatch(sentence);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });
});
