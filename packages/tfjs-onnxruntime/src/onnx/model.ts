// Serialises a cut of the graph as an ONNX model: nodes in dependency order,
// leaves as inputs or initializers, large initializers as external data.
import { dependencyOrder, executionOrder, leavesOf } from '../graph/order.ts';
import type { Node, Value } from '../value.ts';
import { ONNX_TYPE } from './element-type.ts';
import { Names } from './names.ts';
import { ProtobufWriter } from './protobuf.ts';

const OPSET = 20;
const IR_VERSION = 9;
/** ONNX Runtime's own operations, such as the matrix product that transposes its operands. */
const EXTENSIONS = { domain: 'com.microsoft', version: 1 };
/** Initializers above this size may stay outside the protobuf message, which may not reach 2 GB. */
const INLINE_BYTES = 1024;

export interface ExternalData {
  readonly path: string;
  readonly data: Uint8Array;
  /** Whether the data may be moved away: nobody else reads it. */
  readonly owned: boolean;
}

export interface OnnxModel {
  readonly bytes: Uint8Array;
  readonly externalData: readonly ExternalData[];
  readonly nodes: number;
}

/** Leaves that the caller feeds, by input name; all other leaves must have host data. */
export type Feeds = ReadonlyMap<Value, string>;

/** How a model is named, and where its large initializers lie. */
export interface ModelLayout {
  readonly name: string;
  /** A name for each output, different from each other and from those of the feeds. */
  readonly outputs: readonly string[];
  /** Wished names of initializers; others are numbered. */
  readonly labels: ReadonlyMap<Value, string>;
  /** The file, and the place in it, of an initializer of more than 1 KB; undefined to leave it in the message. */
  readonly place: (name: string, data: Uint8Array, value: Value) => DataPlace | undefined;
  /** Whether the model tells shapes of inputs, from which those of all values follow. Those of outputs it tells always. */
  readonly shapes: boolean;
}

export interface DataPlace {
  readonly path: string;
  readonly offset: number;
}

function attribute(writer: ProtobufWriter, name: string, value: Node['attributes'][string]): void {
  writer.text(1, name);
  if (typeof value === 'number') writer.integer(3, value).integer(20, 2);
  else if (typeof value === 'string') writer.text(4, value).integer(20, 3);
  else if ('float' in value) writer.float(2, value.float).integer(20, 1);
  else {
    for (const item of value) writer.integer(8, item);
    writer.integer(20, 7);
  }
}

/** A value's type, with its shape if that is to be known. */
function valueInfo(writer: ProtobufWriter, name: string, value: Value, hasShape = true): void {
  writer.text(1, name).message(2, (type) => {
    type.message(1, (tensor) => {
      tensor.integer(1, ONNX_TYPE[value.dtype]);
      if (!hasShape) return;
      tensor.message(2, (shape) => {
        for (const length of value.shape) shape.message(1, (dimension) => dimension.integer(1, length));
      });
    });
  });
}

/** Builds the model that a session opens; it computes `outputs`, named `out0`, `out1`, ... in order. */
export function buildModel(outputs: readonly Value[], feeds: Feeds, shapes = true): OnnxModel {
  const externalData: ExternalData[] = [];
  const bytes = encodeModel(outputs, feeds, {
    name: 'traced',
    outputs: outputs.map((_, index) => `out${index}`),
    labels: new Map(),
    place: (path, data, { owned = false }) => {
      externalData.push({ path, data, owned });
      return { path, offset: 0 };
    },
    shapes,
  });
  return { bytes, externalData, nodes: dependencyOrder(outputs).length };
}

/** The protobuf message of the model that computes `outputs`. */
export function encodeModel(outputs: readonly Value[], feeds: Feeds, layout: ModelLayout): Uint8Array {
  const nodes = executionOrder(outputs);
  const names = new Map<Value, string>(feeds);
  const unique = new Names([...feeds.values(), ...layout.outputs]);
  const nameOf = (value: Value): string => names.get(value) ?? '';
  const outputName = (index: number): string => layout.outputs[index] ?? '';
  const graph = new ProtobufWriter();
  for (const [index, value] of outputs.entries()) {
    if (value.node !== undefined && !names.has(value)) names.set(value, outputName(index));
  }
  for (const node of nodes) {
    for (const output of node.outputs)
      if (!names.has(output)) names.set(output, unique.add(`v${names.size}`));
  }
  for (const leaf of leavesOf(nodes, outputs)) {
    if (names.has(leaf)) continue;
    names.set(leaf, unique.add(layout.labels.get(leaf) ?? `c${names.size}`));
    writeInitializer(graph, leaf, nameOf(leaf), layout.place);
  }
  for (const [index, node] of nodes.entries()) {
    graph.message(1, (writer) => {
      for (const value of node.inputs) writer.text(1, value === undefined ? '' : nameOf(value));
      for (const value of node.outputs) writer.text(2, nameOf(value));
      writer.text(3, node.scope === '' ? `${index}` : `${index} ${node.scope}`).text(4, node.op);
      for (const [name, value] of Object.entries(node.attributes)) {
        writer.message(5, (inner) => attribute(inner, name, value));
      }
      if (node.domain !== undefined) writer.text(7, node.domain);
    });
  }
  for (const [index, value] of outputs.entries()) {
    if (nameOf(value) === outputName(index)) continue;
    // Leaves, and values that are given back twice.
    graph.message(1, (writer) =>
      writer.text(1, nameOf(value)).text(2, outputName(index)).text(4, 'Identity'),
    );
  }
  graph.text(2, layout.name);
  for (const [value, name] of feeds) {
    graph.message(11, (writer) => valueInfo(writer, name, value, layout.shapes));
  }
  if (!layout.shapes) {
    // A constant that is an input, too, may be fed another value, so nothing follows from what it holds.
    for (const value of shapeConstants(nodes)) {
      graph.message(11, (writer) => valueInfo(writer, nameOf(value), value, false));
    }
  }
  for (const [index, value] of outputs.entries()) {
    graph.message(12, (writer) => valueInfo(writer, outputName(index), value));
  }
  const model = new ProtobufWriter()
    .integer(1, IR_VERSION)
    .text(2, '@dg-sct/tfjs-onnxruntime')
    .bytes(7, graph.finish())
    .message(8, (opset) => opset.text(1, '').integer(2, OPSET));
  if (nodes.some(({ domain }) => domain === EXTENSIONS.domain)) {
    model.message(8, (opset) => opset.text(1, EXTENSIONS.domain).integer(2, EXTENSIONS.version));
  }
  return model.finish();
}

/** Operations whose result gets its shape from an operand's numbers, and that operand's position. */
const SHAPED_BY: Readonly<Record<string, number>> = { ConstantOfShape: 0, Expand: 1, Reshape: 1, Tile: 1 };

/** Constants that say what shape a result has. */
function shapeConstants(nodes: readonly Node[]): Set<Value> {
  const found = new Set<Value>();
  for (const { op, inputs } of nodes) {
    const shape = inputs[SHAPED_BY[op] ?? inputs.length];
    if (shape?.data !== undefined) found.add(shape);
  }
  return found;
}

function writeInitializer(
  graph: ProtobufWriter,
  leaf: Value,
  name: string,
  place: ModelLayout['place'],
): void {
  const { data } = leaf;
  if (data === undefined) throw new Error(`leaf ${name} has neither data nor a feed`);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  // Shapes and sizes, which are int64, are read while the model loads.
  const inline = bytes.length <= INLINE_BYTES || leaf.dtype === 'int64';
  const outside = inline ? undefined : place(name, bytes, leaf);
  graph.message(5, (tensor) => {
    for (const length of leaf.shape) tensor.integer(1, length);
    tensor.integer(2, ONNX_TYPE[leaf.dtype]).text(8, name);
    if (outside === undefined) {
      tensor.bytes(9, bytes);
      return;
    }
    const entries = { location: outside.path, offset: `${outside.offset}`, length: `${bytes.length}` };
    for (const [key, value] of Object.entries(entries)) {
      tensor.message(13, (entry) => entry.text(1, key).text(2, value));
    }
    tensor.integer(14, 1);
  });
}
