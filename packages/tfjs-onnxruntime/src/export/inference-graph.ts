// The graph of a function for inference, free of its surroundings: what it captures
// is in host memory, and only its arguments are fed.
import * as tf from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../backend.ts';
import { clean } from '../graph/clean.ts';
import { substitute } from '../graph/rewrite.ts';
import { flatten, type Nested, pathsOf } from '../nested.ts';
import { evaluate } from '../runtime/evaluate.ts';
import { runtime } from '../runtime/runtime.ts';
import { placeholdersFor, type Signature } from '../signature.ts';
import { computeVariables, type Trace, trace } from '../trace.ts';
import { hostValue, type Value } from '../value.ts';

export interface InferenceGraph {
  /** A leaf for each argument, also where nothing depends on it. */
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Where inputs and outputs lie in the nesting of arguments and results. */
  readonly paths: Readonly<Record<'inputs' | 'outputs', readonly (readonly string[])[]>>;
  /** Names of the variables whose values are leaves. */
  readonly labels: ReadonlyMap<Value, string>;
}

export async function inferenceGraph<Inputs extends Nested>(
  backend: OnnxRuntimeBackend,
  name: string,
  fn: (inputs: Inputs) => Nested,
  signature: Signature<Inputs>,
): Promise<InferenceGraph> {
  await computeVariables(backend);
  const example = placeholdersFor(backend, signature) as Inputs;
  try {
    const traced = trace(backend, fn, example, { name, training: false });
    const inputs = flatten(example).map((tensor) => backend.graphValue(tensor));
    for (const [leaf, source] of traced.feeds) if ('argument' in source) inputs[source.argument] = leaf;
    const { captured, labels } = await capturedValues(traced);
    const complete = substitute(traced.outputs, captured);
    const outputs = await clean(complete, (leaf) => inputs.includes(leaf), evaluate, {
      extensions: false,
    });
    return { inputs, outputs, paths: { inputs: pathsOf(example), outputs: traced.paths }, labels };
  } finally {
    tf.dispose(example as tf.TensorContainer);
  }
}

/** What the worker holds of the captured values, fetched, and the names of those that are variables. */
async function capturedValues({
  feeds,
  constants,
}: Trace<Nested>): Promise<{ captured: Map<Value, Value>; labels: Map<Value, string> }> {
  const captured = new Map<Value, Value>();
  const labels = new Map(constants.map(({ variable, value }) => [value, variable.name]));
  for (const [leaf, source] of feeds) {
    if (leaf.cell === undefined) continue;
    const { data } = await runtime.getCell(leaf.cell);
    const fetched = hostValue(data, leaf.dtype, leaf.shape);
    captured.set(leaf, fetched);
    if ('variable' in source) labels.set(fetched, source.variable.name);
  }
  return { captured, labels };
}
