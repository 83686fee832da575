// Runs a function once on placeholders and keeps the graph that it recorded:
// which leaves are arguments, which are state, which are constants.
import * as tf from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from './backend.ts';
import { TraceError } from './errors.ts';
import { dependencyOrder, leavesOf } from './graph/order.ts';
import { recompute } from './graph/recompute.ts';
import { flatten, type Nested, pathsOf, rebuild } from './nested.ts';
import type { Precision } from './precision/precision.ts';
import { record } from './recording.ts';
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
  /** Where each result lies in the nesting that the function returned. */
  readonly paths: readonly (readonly string[])[];
  /** Puts results into the nesting that the function returned. */
  readonly nest: (tensors: readonly tf.Tensor[]) => Outputs;
}

interface Captured {
  readonly variable: tf.Variable;
  readonly dataId: tf.DataId;
  readonly value: Value;
}

export interface TraceOptions {
  /** In messages. */
  readonly name: string;
  /** Whether variables may be assigned and parameters change; else parameters are constants, too. */
  readonly training: boolean;
  /** Where it is `int8`, gradients are refused, and trainable variables are never constants. */
  readonly precision?: Precision;
}

/** A variable whose value is still to be computed would go into a graph as that computation. */
export async function computeVariables(backend: OnnxRuntimeBackend): Promise<void> {
  for (const variable of Object.values(tf.engine().registeredVariables)) {
    if (backend.owns(variable) && backend.graphValue(variable).node !== undefined) await variable.data();
  }
}

/** Traces `fn` for inputs of the given nesting, shapes and dtypes. */
export function trace<Inputs extends Nested, Outputs extends Nested>(
  backend: OnnxRuntimeBackend,
  fn: (inputs: Inputs) => Outputs,
  example: Inputs,
  { name, training, precision = 'float32' }: TraceOptions,
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
    const nested = record(name, precision === 'float32', () => fn(inputs));
    if (nested instanceof Promise) {
      // What it fails with follows from this.
      nested.catch(() => {});
      throw new TraceError(
        'BAD_INPUT',
        `"${name}" returned a promise; a compiled function must be synchronous`,
      );
    }
    const outputs = flatten(nested).map((tensor) => backend.graphValue(tensor));
    refuseNewState(name, backend, known);
    const updated = captured.filter(({ variable, dataId }) => variable.dataId !== dataId);
    if (!training) refuseAssignments(name, updated);
    const updates = updated.map(({ variable }) => backend.graphValue(variable));
    const all = recompute([...outputs, ...updates]);
    return {
      outputs: all,
      ...sortLeaves(
        all,
        placeholders,
        captured,
        // What is derived from constants alone may be rounded, so nothing that is trained may be one of them.
        (entry) =>
          (training || precision === 'int8') && (entry.variable.trainable || updated.includes(entry)),
      ),
      updated: updated.map(({ variable }) => variable),
      paths: pathsOf(nested),
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
        `"${name}" created a variable of shape [${variable.shape}] while it was traced; create variables before compiling, those of an optimizer such as tf.train.adam by a step outside of it`,
      );
    }
  }
}

function refuseAssignments(name: string, updated: readonly Captured[]): void {
  const [first] = updated;
  if (first === undefined) return;
  const { name: variable, shape } = first.variable;
  throw new TraceError(
    'STATEFUL',
    `"${name}" assigns the variable "${variable}" of shape [${shape}], but is compiled or exported for inference, where nothing may change; leave the assignment out, or compile it for training`,
  );
}

/** @param changes whether a variable's value may be another one in the next call */
function sortLeaves(
  outputs: readonly Value[],
  placeholders: readonly Value[],
  captured: readonly Captured[],
  changes: (entry: Captured) => boolean,
): Pick<Trace<Nested>, 'feeds' | 'constants'> {
  const owners = new Map(captured.map((entry) => [entry.value, entry]));
  const feeds = new Map<Value, Source>();
  const constants: Captured[] = [];
  for (const leaf of leavesOf(dependencyOrder(outputs), outputs)) {
    const owner = owners.get(leaf);
    const argument = placeholders.indexOf(leaf);
    if (argument >= 0) feeds.set(leaf, { argument });
    else if (owner !== undefined) {
      if (changes(owner) || leaf.cell !== undefined) feeds.set(leaf, { variable: owner.variable });
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
