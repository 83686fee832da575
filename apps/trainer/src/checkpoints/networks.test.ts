// The networks of the tasks at their smallest, written as the published code writes them: told, converted, and loaded to
// the same answers. What is damaged is told as something else or as nothing.
import { join } from 'node:path';
import { type HostTensor, writeSafetensors } from '@dg-sct/checkpoint';
import { EVAL } from '@dg-sct/nn';
import { readStateDict } from '@dg-sct/training';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { buildNetwork, loadNetwork } from '../network.ts';
import { taskOf } from '../tasks/registry.ts';
import type { TaskNetwork } from '../tasks/task.ts';
import { temporaryFolder } from '../testing/ave-folder.ts';
import { MINUTE_AVQA } from '../testing/avqa-folder.ts';
import { avsConfig } from '../testing/avs-folder.ts';
import { AVVP_MINUTE } from '../testing/llp-folder.ts';
import { MINUTE } from '../testing/minute.ts';
import { callCli } from '../testing/run-cli.ts';
import { recognize } from './recognize.ts';

const CLASSES = ['bell', 'dog', 'horn'];

interface Published {
  readonly task: Config['task'];
  /** As `inspect` calls it. */
  readonly model: string;
  readonly config: () => Config;
  /** Beside frames. */
  readonly inputs: () => Record<string, tf.Tensor>;
  /** What official files hold and nothing reads. */
  readonly surplus: readonly string[];
}

const sound = (rows: number, length: number, bins = 16): tf.Tensor =>
  tf.randomUniform([rows, length, bins], -60, 0, 'float32', 2);

const PUBLISHED: readonly Published[] = [
  {
    task: 'ave',
    model: 'ave',
    config: () => loadConfig(MINUTE),
    inputs: () => ({ audio: sound(10, 20) }),
    surplus: [],
  },
  {
    task: 'avvp',
    model: 'avvp',
    config: () => loadConfig(AVVP_MINUTE, ['model.motionDim=3']),
    inputs: () => ({ audio: sound(10, 20), motion: tf.randomUniform([10, 3], -1, 1, 'float32', 3) }),
    surplus: [],
  },
  {
    task: 'avs-s4',
    model: 'avs',
    config: () => loadConfig(avsConfig('avs-s4')),
    inputs: () => ({ audio: tf.randomUniform([5, 8000], -1, 1, 'float32', 2) }),
    surplus: ['encoder_backbone.patch_embed1.proj.weight'],
  },
  {
    task: 'avs-ms3',
    model: 'avs',
    config: () => loadConfig(avsConfig('avs-ms3')),
    inputs: () => ({ audio: sound(5, 20) }),
    surplus: ['encoder_backbone.head.bias'],
  },
  {
    task: 'avqa',
    model: 'avqa',
    config: () => loadConfig(MINUTE_AVQA),
    inputs: () => ({ audio: sound(10, 20), question: tf.tensor2d([1, 2, 3, 0], [1, 4], 'int32') }),
    surplus: [],
  },
];

beforeAll(() => tf.setBackend('cpu'));

const TABLE = 'swin.layers.0.blocks.0.attn.relative_coords_table';

/** Of seven classes, which no network here has. */
const extra: HostTensor = { dtype: 'F32', shape: [7, 8], data: new Float32Array(56) };

/** As `torch.save` has it of a network on several devices. */
async function publishedFile(network: TaskNetwork, surplus: readonly string[]): Promise<string> {
  const path = join(temporaryFolder(), 'published.safetensors');
  const more = ['swin.head.weight', TABLE, ...surplus];
  const tensors = [...(await readStateDict(network)), ...more.map((name) => [name, extra] as const)];
  await writeSafetensors(path, new Map(tensors.map(([name, tensor]) => [`module.${name}`, tensor])));
  return path;
}

/** Of one clip of noise. */
async function answersOf(
  network: TaskNetwork,
  { task, inputs }: Published,
): Promise<Record<string, number[]>> {
  const audio = inputs();
  const frames = tf.randomUniform([audio.audio?.shape[0] ?? 0, 16, 16, 3], -1, 1, 'float32', 1);
  const outputs = (await taskOf(task)).forward(network, { frames, ...audio }, EVAL);
  const read = async ([name, tensor]: [string, tf.Tensor]): Promise<[string, number[]]> => [
    name,
    [...(await tensor.data())],
  ];
  return Object.fromEntries(await Promise.all(Object.entries(outputs).map(read)));
}

describe.each(PUBLISHED)('a checkpoint of $task', (published) => {
  it('is told, converted, and answers the same from either file', async () => {
    const config = published.config();
    const network = await buildNetwork(config, CLASSES);
    const expected = await answersOf(network, published);
    const file = await publishedFile(network, published.surplus);

    const inspected = await callCli(['inspect', file, '--json']);
    const { model } = JSON.parse(inspected.stdout);
    expect(model).toMatchObject({ name: published.model, fits: true, outside: [] });
    expect(model.unused).toEqual(
      expect.arrayContaining([TABLE, ...published.surplus].map((name) => `module.${name}`)),
    );

    const converted = join(temporaryFolder(), 'converted.safetensors');
    const { exitCode, stdout, stderr } = await callCli(['convert', file, converted, '--quiet']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`the ${published.model.toUpperCase()} network of DG-SCT`);
    for (const path of [file, converted]) {
      const loaded = await loadNetwork(
        { ...config, training: { ...config.training, seed: 99 } },
        CLASSES,
        path,
      );
      expect(await answersOf(loaded, published)).toEqual(expected);
    }
  });

  it('that is damaged ends no program', async () => {
    const network = await buildNetwork(published.config(), CLASSES);
    const entries = new Map([...network.namedParameters()].map(([name, { shape }]) => [name, { shape }]));
    expect(recognize(entries)?.model.name).toBe(published.model);
    const names = [...entries.keys()];
    const damages = [[], [0], [1], [3, 0], [1, 1, 1, 1], [7, 5], [2 ** 40, 0], [10_007, 10_009]];
    for (let at = 0; at < names.length; at += 7) {
      const shape = damages[at % damages.length] ?? [];
      const damaged = new Map([...entries, [names[at] ?? '', { shape }]]);
      expect(() => recognize(damaged), `${names[at]} of shape [${shape}]`).not.toThrow();
    }
  });
});

/** As wide at its end as the others. */
const TWO_STAGES = ['visual', 'audio'].flatMap((encoder) => [
  `${encoder}.config.embedDim=4`,
  `${encoder}.config.depths=[1,1]`,
  `${encoder}.config.heads=[1,1]`,
]);

it.each([
  ['where its layers begin', [...TWO_STAGES, 'model.firstStage=1']],
  ['gates of the audio side', ['model.adapter.gate=true', 'model.visualGate=false']],
  ['gates of the visual side', ['model.adapter.gate=false', 'model.visualGate=true']],
  ['having no gates', ['model.adapter.gate=false', 'model.visualGate=false']],
])('a network is told by %s', async (_by, sets) => {
  const file = await publishedFile(await buildNetwork(loadConfig(MINUTE, sets), CLASSES), []);
  const { stdout } = await callCli(['inspect', file, '--json']);
  expect(JSON.parse(stdout).model).toMatchObject({ name: 'ave', fits: true, missing: [], unexpected: [] });
});
