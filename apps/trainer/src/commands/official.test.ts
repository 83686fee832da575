// From files as the published code and other libraries write them to an evaluation and a training, at the smallest size.
// The PyTorch half needs Python with torch; DGSCT_PYTHON names it where `python3` is another.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HostTensor, readSafetensors, writeSafetensors } from '@dg-sct/checkpoint';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/ave-folder.ts';
import { MINUTE, minuteData, trainArguments } from '../testing/minute.ts';
import { callCli } from '../testing/run-cli.ts';

const PYTHON = process.env.DGSCT_PYTHON ?? 'python3';
const isAbsent = spawnSync(PYTHON, ['-c', 'import torch']).status !== 0;
const SCRIPT = fileURLToPath(new URL('../testing/torch-file.py', import.meta.url));

/** Two stages, of which the first has windows that shift, so that every kind of tensor is there. */
const ENCODERS = [
  '--set',
  'visual.config={"imageSize":16,"patchSize":4,"embedDim":8,"depths":[2,1],"heads":[1,2],"windowSize":2}',
  '--set',
  'audio.config={"specSize":32,"embedDim":8,"depths":[2,1],"heads":[1,2],"windowSize":4}',
];

type Tensors = ReadonlyMap<string, HostTensor>;

let data = '';
let folder = '';
/** The whole network of a trained run, in our names. */
let network: Tensors = new Map();
/** What `dgsct eval` prints of that run. */
let expected = '';

beforeAll(async () => {
  data = minuteData();
  folder = temporaryFolder();
  const run = join(folder, 'run');
  await succeed(trainArguments(data, run, '--quiet', ...ENCODERS));
  expected = await succeed(['eval', '--run', run, '--quiet']);
  const whole = join(folder, 'whole.safetensors');
  await succeed(['convert', run, whole, '--quiet']);
  network = (await readSafetensors(whole)).tensors;
});

async function succeed(argv: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await callCli(argv);
  expect({ exitCode, stderr: argv.includes('--quiet') ? stderr : '' }).toEqual({ exitCode: 0, stderr: '' });
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
      ['tscam_conv.weight', float(9, 16, 1, 3)] as const,
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
  it.skipIf(isMissing)('the published AVE checkpoint is measured like the run that it is', async () => {
    const weights = await save('best_82.18', dgSct(), 'plain');
    const common = ['--task', 'ave', '--weights', weights, '--config', MINUTE, '--data', data, '--quiet'];
    expect(await succeed(['eval', ...common, ...ENCODERS])).toBe(expected);
  });

  it.skipIf(isMissing)('it is converted and recognized, and measured the same afterwards', async () => {
    const weights = await save('best_82.19', dgSct(), 'plain');
    const converted = join(temporaryFolder(), 'ave.safetensors');
    expect(await succeed(['convert', weights, converted, '--quiet'])).toContain('the AVE network of DG-SCT');
    const { model } = JSON.parse(await succeed(['inspect', converted, '--json'])) as { model: unknown };
    expect(model).toMatchObject({ name: 'ave', naming: 'DG-SCT', fits: true });
    const common = ['--weights', converted, '--config', MINUTE, '--data', data, '--quiet'];
    expect(await succeed(['eval', ...common, ...ENCODERS])).toBe(expected);
  });

  it.skipIf(isMissing).each([
    ["Microsoft's release", microsoft, 'model'],
    ['timm 1.x', timm1, 'plain'],
  ] as const)(
    'encoders of %s and of Lightning are trained with, directly and converted',
    async (naming, visual, kind) => {
      const files = {
        visual: await save(`swin-${kind}`, visual(), kind),
        audio: await save(`htsat-${kind}`, lightning(), 'lightning'),
      };
      expect(JSON.parse(await succeed(['inspect', files.visual, '--json']))).toMatchObject({
        model: { name: 'swin-v2', naming, fits: true },
      });
      expect(JSON.parse(await succeed(['inspect', files.audio, '--json']))).toMatchObject({
        model: { name: 'htsat', naming: 'Lightning', fits: true },
      });
      const converted = {
        visual: join(temporaryFolder(), 'v.safetensors'),
        audio: join(temporaryFolder(), 'a.safetensors'),
      };
      await succeed(['convert', files.visual, converted.visual, '--quiet', '--as', 'swin-v2']);
      await succeed(['convert', files.audio, converted.audio, '--quiet', '--as', 'htsat']);

      for (const { visual, audio } of [files, converted]) {
        const run = join(temporaryFolder(), 'run');
        const weights = [
          '--set',
          `visual.weights=${JSON.stringify(visual)}`,
          '--set',
          `audio.weights=${JSON.stringify(audio)}`,
        ];
        await succeed(trainArguments(data, run, '--quiet', ...ENCODERS, ...weights));
        const whole = join(temporaryFolder(), 'whole.safetensors');
        await succeed(['convert', run, whole, '--quiet']);
        const { tensors } = await readSafetensors(whole);
        for (const [key, tensor] of network) {
          if (!/^(swin|htsat)\./.test(key) || /^htsat\.(head|tscam_conv|bn0\.num)/.test(key)) continue;
          expect([key, tensors.get(key)]).toEqual([key, tensor]);
        }
      }
    },
  );
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
    const { exitCode, stdout, stderr } = await callCli(['eval', ...common, ...ENCODERS]);
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

it('the preset of the published recipe asks for the published encoders', () => {
  const preset = readFileSync(new URL('../../presets/ave-paper.yaml', import.meta.url), 'utf8');
  expect(preset).toContain('swinv2_large_window12_192_22k');
  expect(preset).toContain('audioset');
});
