// compile(): a tfjs function to one whose whole graph, gradients and state
// updates included, runs as one ONNX Runtime session. On a backend that
// computes eagerly the function is simply called.
import * as tf from '@tensorflow/tfjs';
import { OnnxRuntimeBackend } from './backend.ts';
import { TraceError } from './errors.ts';
import { clean } from './graph/clean.ts';
import { flatten, type Nested, signatureOf } from './nested.ts';
import { buildModel } from './onnx/model.ts';
import { evaluate } from './runtime/evaluate.ts';
import type { HostTensor, RunRequest } from './runtime/protocol.ts';
import { runtime } from './runtime/runtime.ts';
import { rebind, type Source, type Trace, trace } from './trace.ts';
import { hostValue } from './value.ts';

export interface CompiledFunction<Inputs extends Nested, Outputs extends Nested> {
  (inputs: Inputs): Promise<Outputs>;
  /** Frees the traced graphs and their sessions. State stays with its variables. */
  dispose(): Promise<void>;
}

export interface CompileOptions {
  /** Appears in messages and dumps. */
  readonly name?: string;
}

interface Program<Outputs extends Nested> {
  readonly trace: Trace<Outputs>;
  readonly session: number;
}

/**
 * Traces `fn` once per signature of input shapes and dtypes, and runs the traced graph from then on.
 * Variables that `fn` assigns are state: they stay in the worker between calls and are read back by
 * `await variable.data()`. Trainable variables are inputs, all others constants of the graph, traced
 * anew when they change.
 */
export function compile<Inputs extends Nested, Outputs extends Nested>(
  fn: (inputs: Inputs) => Outputs,
  options: CompileOptions = {},
): CompiledFunction<Inputs, Outputs> {
  const name = options.name ?? (fn.name || 'compiled function');
  const programs = new Map<string, Program<Outputs>>();

  async function programFor(backend: OnnxRuntimeBackend, inputs: Inputs): Promise<Program<Outputs>> {
    const signature = signatureOf(inputs);
    const known = programs.get(signature);
    if (known !== undefined && isCurrent(backend, known)) return known;
    if (known !== undefined) await runtime.releaseSession(known.session);
    const traced = trace(backend, name, fn, inputs);
    const program = { trace: traced, session: await openSession(traced) };
    programs.set(signature, program);
    return program;
  }

  async function call(inputs: Inputs): Promise<Outputs> {
    const backend = tf.backend();
    if (!(backend instanceof OnnxRuntimeBackend))
      return tf.tidy(() => fn(inputs) as tf.TensorContainer) as Outputs;
    const feeds = await Promise.all(flatten(inputs).map(hostTensorOf));
    const program = await programFor(backend, inputs);
    const results = await runtime.run(requestFor(backend, program, feeds));
    const tensors = results.map(({ data, dtype, shape }) =>
      tf.engine().makeTensorFromTensorInfo(backend.adopt(hostValue(data, dtype, shape))),
    );
    return program.trace.nest(tensors);
  }

  async function dispose(): Promise<void> {
    const sessions = [...programs.values()].map(({ session }) => session);
    programs.clear();
    await Promise.all(sessions.map((session) => runtime.releaseSession(session)));
  }

  return Object.assign(call, { dispose });
}

async function openSession({ outputs, feeds }: Trace<Nested>): Promise<number> {
  const cleaned = await clean(outputs, (leaf) => feeds.has(leaf), evaluate);
  const inputs = new Map([...feeds.keys()].map((leaf, index) => [leaf, `in${index}`]));
  const names = cleaned.map((_, index) => `out${index}`);
  return runtime.openSession(buildModel(cleaned, inputs), [...inputs.values()], names);
}

function isCurrent(backend: OnnxRuntimeBackend, program: Program<Nested>): boolean {
  return program.trace.constants.every(
    ({ variable, value }) => backend.owns(variable) && backend.graphValue(variable) === value,
  );
}

function requestFor(
  backend: OnnxRuntimeBackend,
  { trace: traced, session }: Program<Nested>,
  feeds: readonly HostTensor[],
): Omit<RunRequest, 'kind'> {
  const inputs = [...traced.feeds.values()].map((source) => feedFor(backend, source, feeds));
  const cells = traced.updated.map((variable) => cellOf(backend, variable));
  const returned = traced.outputs.slice(cells.length).map(() => undefined);
  return { session, inputs, outputs: [...returned, ...cells] };
}

function feedFor(
  backend: OnnxRuntimeBackend,
  source: Source,
  feeds: readonly HostTensor[],
): HostTensor | { cell: number } {
  if ('cell' in source) return source;
  if ('variable' in source) return { cell: cellOf(backend, source.variable) };
  const feed = feeds[source.argument];
  if (feed === undefined) throw new TraceError('BAD_INPUT', `argument ${source.argument} is missing`);
  return feed;
}

/** The worker's cell that holds a variable; its value moves there on first use. */
function cellOf(backend: OnnxRuntimeBackend, variable: tf.Variable): number {
  const value = backend.graphValue(variable);
  if (value.cell !== undefined) return value.cell;
  if (value.data === undefined) {
    throw new TraceError(
      'UNBOUND_VALUE',
      `variable ${variable.name} holds a value that has not been computed; await its data() first`,
    );
  }
  const cell = runtime.newId();
  void runtime.setCell(cell, { dtype: value.dtype, shape: value.shape, data: value.data });
  rebind(backend, variable, { dtype: value.dtype, shape: value.shape, cell });
  return cell;
}

async function hostTensorOf(tensor: tf.Tensor): Promise<HostTensor> {
  const data = (await tensor.data()) as HostTensor['data'];
  return { dtype: tensor.dtype as HostTensor['dtype'], shape: tensor.shape, data };
}
