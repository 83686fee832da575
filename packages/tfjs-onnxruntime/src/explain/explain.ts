// explain(): what ONNX Runtime would be given for a function, and what that costs.
// Counted from the cleaned graph; nothing but its constant parts is run.
import * as tf from '@tensorflow/tfjs';
import { activeBackend } from '../backend.ts';
import { clean } from '../graph/clean.ts';
import { dependencyOrder, leavesOf } from '../graph/order.ts';
import { overwritable } from '../graph/overwrite.ts';
import { peakOf } from '../graph/peak.ts';
import { flatten, type Nested, pathsOf } from '../nested.ts';
import { atPrecision } from '../precision/at-precision.ts';
import { replacedLeaves } from '../prepare.ts';
import { evaluate } from '../runtime/evaluate.ts';
import { placeholdersFor, type Signature } from '../signature.ts';
import { computeVariables, type Trace, type TraceOptions, trace } from '../trace.ts';
import { bytesOf, type Node, type Value } from '../value.ts';
import { costOf } from './cost.ts';
import type { Explanation, Facts, KindOfNode, LargeTensor } from './explanation.ts';
import { formatExplanation } from './format.ts';

/** How many tensors an explanation lists. */
const LISTED = 10;

/**
 * The graph of `fn` for inputs of one signature, after the clean-up.
 * @param signature tensors, or `{ shape, dtype }`, in the nesting of the function's argument
 */
export async function explain<Inputs extends Nested>(
  fn: (inputs: Inputs) => Nested,
  signature: Signature<Inputs>,
  options: Partial<TraceOptions> & { readonly inPlace?: boolean } = {},
): Promise<Explanation> {
  const { name = fn.name || 'function', precision = 'float32', training = precision === 'float32' } = options;
  const { inPlace = false } = options;
  const backend = activeBackend('explain');
  await computeVariables(backend);
  const example = placeholdersFor(backend, signature) as Inputs;
  try {
    const recorded = trace(backend, fn, example, { name, training, precision });
    const { traced, int8 } = await atPrecision(recorded, precision);
    const outputs = await clean(traced.outputs, (leaf) => traced.feeds.has(leaf), evaluate, { int8 });
    const overwritten = inPlace ? overwritable(outputs, replacedLeaves(traced)) : [];
    const facts = count(outputs, traced, pathsOf(example), new Set(overwritten));
    return { name, ...facts, toString: () => formatExplanation({ name, ...facts }) };
  } finally {
    tf.dispose(flatten(example));
  }
}

function count(
  outputs: readonly Value[],
  traced: Trace<Nested>,
  argumentPaths: readonly (readonly string[])[],
  overwritten: ReadonlySet<number>,
): Omit<Facts, 'name'> {
  const nodes = dependencyOrder(outputs);
  const leaves = [...leavesOf(nodes, outputs)].map((leaf) => describeLeaf(leaf, traced, argumentPaths));
  const results = nodes.flatMap((node) => node.outputs.map((value) => describeResult(value, node)));
  const kinds = kindsOf(nodes);
  const returned = outputs.length - traced.updated.length;
  const peak = peakOf(nodes, outputs, new Set(outputs.slice(returned)));
  const second = outputs.filter((_, position) => position >= returned && !overwritten.has(position));
  const held = (kind: LargeTensor['kind']): number =>
    leaves.reduce((sum, leaf) => sum + (leaf.kind === kind ? leaf.bytes : 0), 0);
  const memory = {
    arguments: held('argument'),
    variables: held('variable') + second.reduce((sum, value) => sum + bytesOf(value), 0),
    constants: held('constant'),
    results: peak.bytes,
    resultsPeakAt: peak.at === undefined ? '' : placeOf(peak.at),
  };
  return {
    nodes: nodes.length,
    kinds,
    flops: kinds.reduce((sum, { flops }) => sum + flops, 0),
    bytes: kinds.reduce((sum, { bytes }) => sum + bytes, 0),
    memory: { ...memory, peak: memory.arguments + memory.variables + memory.constants + memory.results },
    largest: [...leaves, ...results].sort((a, b) => b.bytes - a.bytes).slice(0, LISTED),
  };
}

function kindsOf(nodes: readonly Node[]): KindOfNode[] {
  const kinds = new Map<string, KindOfNode>();
  for (const node of nodes) {
    const { flops, bytes } = costOf(node);
    const kind = kinds.get(node.op) ?? { op: node.op, nodes: 0, flops: 0, bytes: 0 };
    kinds.set(node.op, {
      op: node.op,
      nodes: kind.nodes + 1,
      flops: kind.flops + flops,
      bytes: kind.bytes + bytes,
    });
  }
  return [...kinds.values()].sort((a, b) => b.flops - a.flops || b.bytes - a.bytes || b.nodes - a.nodes);
}

function describeLeaf(
  leaf: Value,
  { feeds, constants }: Trace<Nested>,
  argumentPaths: readonly (readonly string[])[],
): LargeTensor {
  const { dtype, shape } = leaf;
  const facts = { scope: '', dtype, shape, bytes: bytesOf(leaf) };
  const source = feeds.get(leaf);
  if (source !== undefined && 'argument' in source) {
    return { kind: 'argument', name: argumentPaths[source.argument]?.join('.') ?? '', ...facts };
  }
  const variable =
    source !== undefined && 'variable' in source
      ? source.variable
      : constants.find(({ value }) => value === leaf)?.variable;
  if (variable !== undefined) return { kind: 'variable', name: variable.name, ...facts };
  return { kind: 'constant', name: '', ...facts };
}

function describeResult(value: Value, { op, scope }: Node): LargeTensor {
  const { dtype, shape } = value;
  return { kind: 'result', name: op, scope, dtype, shape, bytes: bytesOf(value) };
}

const placeOf = ({ op, scope }: Node): string => (scope === '' ? op : `${op} in ${scope}`);
