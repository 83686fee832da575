// Files of cases, each one block or one patch merging with a prefix of its own: both encoders have them. What a case
// is taken from and what it gives is the encoder's business.
import { fillModule, type GoldenReport } from '@dg-sct/goldens';
import type { Module } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';
import type { EntryKind } from '../part.ts';
import { compareGradients, compareStored } from '../run/compare.ts';
import { type Config, numbersIn, textIn } from '../run/config.ts';
import { inputParameter, runGolden } from '../run/differentiate.ts';
import type { Tensors } from '../run/evaluate.ts';
import { maskBits } from './mask.ts';

export interface CasePart {
  readonly module: Module;
  /** Everything that goldens store of it, `y` being the output. */
  readonly run: (x: tf.Tensor) => Tensors;
}

/** What builds a case, by the kind that the case names. */
type Builders = Readonly<Record<'block' | 'patch_merging', (config: Config) => CasePart>>;

export const blockCases = (builders: Builders): EntryKind => ({
  what: 'blocks and patch merging',
  scope: 'module',
  fits: ({ cases }) => cases.size > 0 && [...cases.values()].every(({ config }) => isKind(config.kind)),
  check: async (report) => {
    for (const [name, { prefix, config }] of report.file.cases) {
      const kind = textIn(config, 'kind');
      if (!isKind(kind)) throw new RangeError(`the case ${name} is a ${kind}, which is not known`);
      const part = builders[kind](config);
      fillModule(part.module, prefix);
      await checkCase(report, name, part);
    }
  },
});

const isKind = (kind: unknown): kind is keyof Builders => kind === 'block' || kind === 'patch_merging';

async function checkCase(report: GoldenReport, name: string, { module, run }: CasePart): Promise<void> {
  const { file } = report;
  const x = inputParameter(file, `${name}.x`);
  const { outputs, gradients } = await runGolden(
    file,
    () => Object.fromEntries(Object.entries(run(x.value)).map(([key, value]) => [`${name}.${key}`, value])),
    new Map([['x', x], ...module.trainableParameters()]),
  );
  compareStored(report, outputs);
  compareGradients(report, gradients, `${name}.grad.`);
  await compareTables(report, name, module);
}

/** Masks, and the one position index that a file stores for all its cases with windows of that size. */
async function compareTables(report: GoldenReport, name: string, module: Module): Promise<void> {
  const buffers = module.namedParameters();
  const mask = await buffers.get('attn_mask')?.read();
  const index = await buffers.get('attn.relative_position_index')?.read();
  const shape = report.file.tensors.get('relative_position_index')?.shape;
  const fits = index !== undefined && index.length === shape?.reduce((product, size) => product * size, 1);
  compareStored(report, [
    ...(mask === undefined ? [] : [[`${name}.attn_mask`, maskBits(mask)] as const]),
    ...(fits ? [['relative_position_index', index] as const] : []),
  ]);
}

/** Edge of the square token grid of a case. Throws for one that is not square. */
export function edgeOf(config: Config): number {
  const [height, width] = numbersIn(config, 'input_resolution');
  if (height !== undefined && height === width) return height;
  throw new RangeError(`the grid [${height}, ${width}] is not square`);
}
