// exportOnnx(): a tfjs function for inference to an .onnx file that other programs
// run. Standard ONNX operations only; everything captured is part of the file.
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { activeBackend } from '../backend.ts';
import { dependencyOrder, leavesOf } from '../graph/order.ts';
import type { Nested } from '../nested.ts';
import { encodeModel } from '../onnx/model.ts';
import { Names } from '../onnx/names.ts';
import type { Signature } from '../signature.ts';
import type { ElementType, Value } from '../value.ts';
import { ExternalDataFile } from './external-data.ts';
import { inferenceGraph } from './inference-graph.ts';
import { portNames } from './port-names.ts';
import { replaceFile } from './replace-file.ts';

/** Protobuf messages end below 2 GiB; the graph itself takes some of it. */
const MESSAGE_BYTES = 2 ** 31 - 2 ** 26;

export interface ExportOptions {
  /** Of the graph; that of the function where it is left out. */
  readonly name?: string;
  /**
   * Weights of more than this many bytes together go to a second file, `<path>.data`, which must stay beside the first.
   * By default those that a protobuf message, which ends at 2 GB, has no room for.
   */
  readonly externalDataAbove?: number;
}

/** An input or output of an exported model. */
export interface Port {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
}

export interface ExportedModel {
  readonly path: string;
  /** The file of weights, where there is one. */
  readonly dataPath?: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/**
 * Writes the graph that `fn` computes for inputs of one signature, with the present values of all variables and tensors
 * that it captures. Inputs and outputs are named by their keys: `{ image }` is `image`, `{ text: { ids } }` is `text_ids`,
 * items of a list are `input_0`, `output_0` and so on. Files are replaced in one step each, the weights first.
 * @param fn synchronous; assigns no variables
 * @param signature tensors, or `{ shape, dtype }`, in the nesting of the function's argument
 * @throws TraceError `STATEFUL` for a function that assigns variables, `FILE` when nothing can be written
 */
export async function exportOnnx<Inputs extends Nested>(
  fn: (inputs: Inputs) => Nested,
  signature: Signature<Inputs>,
  path: string,
  options: ExportOptions = {},
): Promise<ExportedModel> {
  const { name = fn.name || 'exported', externalDataAbove = MESSAGE_BYTES } = options;
  const { inputs, outputs, paths, labels } = await inferenceGraph(
    activeBackend('exportOnnx'),
    name,
    fn,
    signature,
  );
  const names = new Names();
  const inputNames = portNames(paths.inputs, 'input', names);
  const outputNames = portNames(paths.outputs, 'output', names);
  const weights = [...leavesOf(dependencyOrder(outputs), outputs)].filter((leaf) => !inputs.includes(leaf));
  const bytes = weights.reduce((sum, { data }) => sum + (data?.byteLength ?? 0), 0);
  const external = new ExternalDataFile(`${basename(path)}.data`);
  const feeds = new Map(inputs.map((leaf, index) => [leaf, inputNames[index] ?? '']));
  const message = encodeModel(outputs, feeds, {
    name,
    outputs: outputNames,
    labels,
    place: (_, data) => (bytes > externalDataAbove ? external.add(data) : undefined),
    shapes: true,
  });
  const dataPath = await writeModel(path, message, external);
  return {
    path,
    ...(dataPath === undefined ? {} : { dataPath }),
    inputs: portsOf(inputs, inputNames),
    outputs: portsOf(outputs, outputNames),
  };
}

/** The weights first: a model whose weights are missing would be worse than an old one. */
async function writeModel(
  path: string,
  message: Uint8Array,
  external: ExternalDataFile,
): Promise<string | undefined> {
  const dataPath = `${path}.data`;
  const used = external.chunks.length > 0;
  if (used) await replaceFile(dataPath, external.chunks);
  await replaceFile(path, [message]);
  // An earlier export's.
  if (!used) await rm(dataPath, { force: true });
  return used ? dataPath : undefined;
}

function portsOf(values: readonly Value[], names: readonly string[]): Port[] {
  return values.map(({ dtype, shape }, index) => ({ name: names[index] ?? '', dtype, shape }));
}
