// Runs a function once on placeholders and keeps the graph that it recorded:
// which leaves are arguments, which are state, which are constants.
import * as tf from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from './backend.ts';
import { TraceError } from './errors.ts';
import { dependencyOrder, leavesOf } from './graph/order.ts';
import { recompute } from './graph/recompute.ts';
import { flatten, type Nested, rebuild } from './nested.ts';
import type { Value } from './value.ts';

/** What the graph reads from: the caller's argument number, a variable's cell, or a cell as it is. */
export type Source =
  | { readonly argument: number }
  | { readonly variable: tf.Variable }
  | { readonly cell: number };

export interface Trace<Outputs extends Nested> {
  /** What the caller gets, then the new values of `updated`. */
  readonly outputs: readonly Value[];
  /** Leaves whose contents change from call to call, and where they come from. */
  readonly feeds: ReadonlyMap<Value, Source>;
  readonly updated: readonly tf.Variable[];
  /** Variables whose value at trace time is part of the graph. */
  readonly constants: readonly { readonly variable: tf.Variable; readonly value: Value }[];
  /** Puts results into the nesting that the function returned. */
  readonly nest: (tensors: readonly tf.Tensor[]) => Outputs;
}

interface Captured {
  readonly variable: tf.Variable;
  readonly dataId: tf.DataId;
  readonly value: Value;
}

/** Traces `fn` for inputs of the given nesting, shapes and dtypes. */
export function trace<Inputs extends Nested, Outputs extends Nested>(
  backend: OnnxRuntimeBackend,
  name: string,
  fn: (inputs: Inputs) => Outputs,
  example: Inputs,
): Trace<Outputs> {
  const engine = tf.engine();
  const captured = capture(backend);
  const known = new Set(captured.map(({ variable }) => variable));
  const placeholders: Value[] = flatten(example).map((t) => ({
    dtype: t.dtype as Value['dtype'],
    shape: [...t.shape],
  }));
  engine.startScope(name);
  try {
    const waiting = placeholders.map((value) => engine.makeTensorFromTensorInfo(backend.adopt(value)));
    const inputs = rebuild(example, () => waiting.shift() as tf.Tensor) as Inputs;
    const nested = backend.record(name, () => fn(inputs));
    if (nested instanceof Promise) {
      throw new TraceError(
        'BAD_INPUT',
        `"${name}" returned a promise; a compiled function must be synchronous`,
      );
    }
    const outputs = flatten(nested).map((tensor) => backend.graphValue(tensor));
    refuseNewState(name, backend, known);
    const updated = captured.filter(({ variable, dataId }) => variable.dataId !== dataId);
    const updates = updated.map(({ variable }) => backend.graphValue(variable));
    const all = recompute([...outputs, ...updates]);
    return {
      outputs: all,
      ...sortLeaves(all, placeholders, captured, new Set(updated)),
      updated: updated.map(({ variable }) => variable),
      nest: (tensors) => {
        const queue = [...tensors];
        return rebuild(nested, () => queue.shift() as tf.Tensor) as Outputs;
      },
    };
  } finally {
    for (const entry of captured) restore(backend, entry);
    engine.endScope();
  }
}

/** Notes every variable's value, and holds on to it while the trace reassigns variables. */
function capture(backend: OnnxRuntimeBackend): Captured[] {
  const seen = new Set<Value>();
  const captured: Captured[] = [];
  for (const variable of Object.values(tf.engine().registeredVariables)) {
    if (!backend.owns(variable)) continue;
    const shared = backend.graphValue(variable);
    // Variables made from one tensor share its value; state must not.
    if (seen.has(shared)) rebind(backend, variable, { ...shared });
    const value = backend.graphValue(variable);
    seen.add(value);
    backend.incRef(variable.dataId);
    captured.push({ variable, dataId: variable.dataId, value });
  }
  return captured;
}

function restore(backend: OnnxRuntimeBackend, { variable, dataId }: Captured): void {
  if (variable.dataId !== dataId) {
    tf.engine().disposeTensor(variable);
    variable.dataId = dataId;
    tf.engine().incRef(variable, backend);
  }
  backend.disposeData(dataId);
}

/** Makes a variable show another value. */
export function rebind(backend: OnnxRuntimeBackend, variable: tf.Variable, value: Value): void {
  const { dataId } = backend.adopt(value);
  tf.engine().disposeTensor(variable);
  variable.dataId = dataId;
  tf.engine().incRef(variable, backend);
  backend.disposeData(dataId);
}

function refuseNewState(name: string, backend: OnnxRuntimeBackend, known: ReadonlySet<tf.Variable>): void {
  for (const variable of Object.values(tf.engine().registeredVariables)) {
    if (known.has(variable) || !backend.owns(variable)) continue;
    if (backend.graphValue(variable).node !== undefined) {
      throw new TraceError(
        'BAD_INPUT',
        `"${name}" created a variable of shape [${variable.shape}] while it was traced; create variables before compiling`,
      );
    }
  }
}

function sortLeaves(
  outputs: readonly Value[],
  placeholders: readonly Value[],
  captured: readonly Captured[],
  updated: ReadonlySet<Captured>,
): Pick<Trace<Nested>, 'feeds' | 'constants'> {
  const owners = new Map(captured.map((entry) => [entry.value, entry]));
  const feeds = new Map<Value, Source>();
  const constants: Captured[] = [];
  for (const leaf of leavesOf(dependencyOrder(outputs), outputs)) {
    const owner = owners.get(leaf);
    const argument = placeholders.indexOf(leaf);
    if (argument >= 0) feeds.set(leaf, { argument });
    else if (owner !== undefined) {
      const state = updated.has(owner) || owner.variable.trainable || leaf.cell !== undefined;
      if (state) feeds.set(leaf, { variable: owner.variable });
      else constants.push(owner);
    } else if (leaf.cell !== undefined) feeds.set(leaf, { cell: leaf.cell });
    else if (leaf.data === undefined) {
      throw new TraceError(
        'UNBOUND_VALUE',
        `a tensor of shape [${leaf.shape}] from another trace was used; return it from the function that computed it`,
      );
    }
  }
  return { feeds, constants };
}
