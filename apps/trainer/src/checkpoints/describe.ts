// What `dgsct inspect` says of a checkpoint: as data, and as lines for a person.
import type { CheckpointFile, ShapeMismatch } from '@dg-sct/checkpoint';
import type { Recognized } from './recognize.ts';

export interface CheckpointDescription {
  readonly path: string;
  readonly format: string;
  /** Keys that lead from the top of the file to the state dict. */
  readonly location: readonly string[];
  /** What lies beside the state dict, or in it without being a tensor. */
  readonly leftOut: readonly string[];
  readonly tensors: readonly TensorDescription[];
  /** Null where no known model fits. */
  readonly model: ModelDescription | null;
}

interface TensorDescription {
  readonly key: string;
  readonly dtype: string;
  readonly shape: readonly number[];
}

interface ModelDescription {
  /** As `--as` takes it. */
  readonly name: string;
  readonly title: string;
  /** Published models of these sizes. */
  readonly variants: readonly string[];
  /** Whose names the file uses. */
  readonly naming: string;
  /** What shapes tell of the configuration. */
  readonly sizes: Readonly<Record<string, unknown>>;
  /** Whether it can be loaded and converted. */
  readonly fits: boolean;
  /** By the model's own names, as the next two. */
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly wrongShape: readonly ShapeMismatch[];
  /** Keys of the file that are known and not needed. */
  readonly unused: readonly string[];
  /** Keys of the file that belong to something else. */
  readonly outside: readonly string[];
}

export function describeCheckpoint(
  file: CheckpointFile,
  found: Recognized | undefined,
): CheckpointDescription {
  const { path, format, location, leftOut, entries } = file;
  const tensors = [...entries].map(([key, { dtype, shape }]) => ({ key, dtype, shape }));
  return {
    path,
    format,
    location,
    leftOut,
    tensors,
    model: found === undefined ? null : describeModel(found),
  };
}

function describeModel({ model, naming, wanted, report }: Recognized): ModelDescription {
  const { missing, unexpected, wrongShape, ignored, outside } = report;
  return {
    name: model.name,
    title: model.title,
    variants: wanted.variants,
    naming: naming.name,
    sizes: wanted.sizes,
    fits: missing.length + unexpected.length + wrongShape.length === 0,
    missing,
    unexpected,
    wrongShape,
    unused: ignored,
    outside,
  };
}

/** The file, the model, all that does not fit, and every tensor. */
export function checkpointText(description: CheckpointDescription): string {
  const { path, format, location, leftOut, tensors, model } = description;
  const values = tensors.reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
  const place = location.length === 0 ? '' : `, below '${location.join("' > '")}'`;
  return [
    `${path}: ${format}${place}, ${tensors.length} tensors of ${values.toLocaleString('en')} values`,
    ...(leftOut.length === 0 ? [] : [`left out: ${leftOut.join(', ')}`]),
    ...(model === null ? ['model: none that is known here'] : modelLines(model)),
    '',
    ...tensorLines(tensors),
  ].join('\n');
}

function modelLines(model: ModelDescription): string[] {
  const { title, variants, naming, sizes, fits, missing, unexpected, wrongShape, unused, outside } = model;
  const name = variants.length === 0 ? title : `${title}: ${variants.join(' or ')}`;
  return [
    `model: ${name}`,
    `names: ${naming}`,
    ...(Object.keys(sizes).length === 0 ? [] : [`sizes: ${JSON.stringify(sizes)}`]),
    fits ? 'every key that the model needs is there and fits' : 'it does not fit the model',
    ...list('missing', missing),
    ...list('unexpected', unexpected),
    ...list(
      'of another shape',
      wrongShape.map(({ key, expected, found }) => `${key}: wanted [${expected}], found [${found}]`),
    ),
    ...list('known and unused', unused),
    ...list('of something else', outside),
  ];
}

const list = (title: string, keys: readonly string[]): string[] =>
  keys.length === 0 ? [] : ['', `${keys.length} ${title}:`, ...keys.map((key) => `  ${key}`)];

function tensorLines(tensors: readonly TensorDescription[]): string[] {
  const width = Math.max(0, ...tensors.map(({ key }) => key.length));
  return tensors.map(
    ({ key, dtype, shape }) => `${key.padEnd(width)}  ${dtype.padEnd(4)}  [${shape.join(', ')}]`,
  );
}
