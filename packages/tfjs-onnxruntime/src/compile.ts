// compile(): a tfjs function to one whose whole graph, gradients and state
// updates included, runs as one ONNX Runtime session. On a backend that
// computes eagerly the function is simply called.
import * as tf from '@tensorflow/tfjs';
import { OnnxRuntimeBackend } from './backend.ts';
import type { Prepared } from './cache/entry.ts';
import { TraceError } from './errors.ts';
import { explain } from './explain/explain.ts';
import type { Explanation } from './explain/explanation.ts';
import { flatten, type Nested, signatureOf } from './nested.ts';
import { atPrecision } from './precision/at-precision.ts';
import { isWritten, noteWritten } from './precision/frozen-cells.ts';
import { checkPrecision, type Precision } from './precision/precision.ts';
import { prepare } from './prepare.ts';
import { collectGarbage } from './runtime/collect.ts';
import type { HostTensor, RunRequest } from './runtime/protocol.ts';
import { runtime } from './runtime/runtime.ts';
import type { Signature } from './signature.ts';
import { computeVariables, rebind, type Source, type Trace, trace } from './trace.ts';
import { bytesOf, hostValue, type Value } from './value.ts';

export interface CompiledFunction<Inputs extends Nested, Outputs extends Nested> {
  (inputs: Inputs): Promise<Outputs>;
  /** What the graph for inputs of these shapes and dtypes consists of and costs. It is traced for that, not run. */
  explain(signature: Signature<Inputs>): Promise<Explanation>;
  /** Frees the traced graphs and their sessions. State stays with its variables. */
  dispose(): Promise<void>;
}

export interface CompileOptions {
  /** Appears in messages and dumps. */
  readonly name?: string;
  /**
   * Whether `fn` may assign variables, true without this option. If not, an assignment is an error, and parameters are
   * constants like frozen weights: what depends on them alone is computed once, and anew when one was assigned.
   */
  readonly training?: boolean;
  /**
   * Whether variables that `fn` assigns may be changed where they lie, as far as nothing reads their old value later.
   * That saves memory as large as they are, such as an optimizer's moments; a call that fails loses their values. False
   * without this option: a call that fails then leaves everything as it was.
   */
  readonly inPlace?: boolean;
  /**
   * In order of wish, such as `['cuda', 'webgpu', 'cpu']`; those of `runtime.configure` without this option. A sentence
   * is printed, once, for one that is missing.
   */
  readonly executionProviders?: readonly string[];
  /**
   * `int8`: products with frozen matrices, those that no call changes and no training would, are computed with whole
   * numbers, on the CPU; everything else in float32. For inference alone: `training` is false then, and gradients are
   * refused. `float32` without this option.
   */
  readonly precision?: Precision;
}

/** What a trace leaves behind. Not the graph itself, which holds on to every array that it was traced with. */
interface Program<Outputs extends Nested> extends Pick<Trace<Outputs>, 'updated' | 'nest' | 'constants'> {
  /** Where the session's inputs come from, in its order. */
  readonly sources: readonly Source[];
  /** How many results go to the caller; those behind them are for `updated`. */
  readonly returned: number;
  /** Positions of results that are written where what they replace lies. */
  readonly overwritten: readonly number[];
  readonly session: number;
  readonly precision: Precision;
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
  const { name = fn.name || 'compiled function', precision = 'float32', executionProviders } = options;
  const { training = precision === 'float32', inPlace = false } = options;
  checkPrecision(name, precision, training);
  const programs = new Map<string, Program<Outputs>>();

  async function programFor(backend: OnnxRuntimeBackend, inputs: Inputs): Promise<Program<Outputs>> {
    const signature = signatureOf(inputs);
    const known = programs.get(signature);
    if (known !== undefined && isCurrent(backend, known)) return known;
    if (known !== undefined) await runtime.releaseSession(known.session);
    await computeVariables(backend);
    // The trace, which holds all constants, must have no name here.
    const plan = await planFor(trace(backend, fn, inputs, { name, training, precision }), {
      executionProviders,
      precision,
      inPlace,
    });
    const program = await openProgram(backend, plan, executionProviders);
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
    return program.nest(tensors);
  }

  async function dispose(): Promise<void> {
    const sessions = [...programs.values()].map(({ session }) => session);
    programs.clear();
    await Promise.all(sessions.map((session) => runtime.releaseSession(session)));
  }

  return Object.assign(call, {
    explain: (signature: Signature<Inputs>) => explain(fn, signature, { name, training, precision, inPlace }),
    dispose,
  });
}

interface PlanOptions extends Required<Pick<CompileOptions, 'precision' | 'inPlace'>> {
  readonly executionProviders: readonly string[] | undefined;
}

/** A program whose session is yet to be opened. */
interface Plan<Outputs extends Nested> extends Omit<Program<Outputs>, 'constants' | 'session'> {
  readonly model: Prepared['model'];
  /** What the graph holds of them; absent where the session is fed with what the variable holds. */
  readonly constants: readonly { readonly variable: tf.Variable; readonly value?: Value }[];
  /** Those with which the session is fed. */
  readonly fed: readonly tf.Variable[];
}

async function planFor<Outputs extends Nested>(
  given: Trace<Outputs>,
  { executionProviders, precision, inPlace }: PlanOptions,
): Promise<Plan<Outputs>> {
  const { traced, int8 } = await atPrecision(given, precision);
  // The CPU has no use for them: knowing one, ONNX Runtime looks through all buffers that are free at that point for one
  // to use again, in time that grows with the square of the graph. Without, buffers are found as the graph runs.
  const shapes = !(await runtime.isCpuAlone(executionProviders));
  const { model, fedConstants, overwritable } = await prepare(traced, { int8, shapes });
  const positions = new Set(fedConstants);
  const constants = traced.constants.map(({ variable, value }, index) =>
    positions.has(index) ? { variable } : { variable, value },
  );
  const fed = traced.constants.flatMap(({ variable }, index) => (positions.has(index) ? [variable] : []));
  const sources = [...traced.feeds.values(), ...fed.map((variable) => ({ variable }))];
  const { updated, nest } = traced;
  const returned = traced.outputs.length - updated.length;
  const overwritten = inPlace ? overwritable : [];
  return { model, fed, updated, nest, constants, sources, returned, overwritten, precision };
}

async function openProgram<Outputs extends Nested>(
  backend: OnnxRuntimeBackend,
  { model, fed, ...plan }: Plan<Outputs>,
  executionProviders: readonly string[] | undefined,
): Promise<Program<Outputs>> {
  moveToWorker(backend, fed);
  // The clean-up may have used what a constant holds, so the program is for that value only, wherever it lies.
  const constants = plan.constants.map(({ variable, value }) => ({
    variable,
    value: value ?? backend.graphValue(variable),
  }));
  const inputs = plan.sources.map((_, index) => `in${index}`);
  const session = await runtime.openSession(model, inputs, executionProviders);
  return { ...plan, constants, session };
}

/** Bytes of the host that may be there twice, as what they are in the worker and as garbage. */
const TWICE = 2 ** 28;

function moveToWorker(backend: OnnxRuntimeBackend, variables: readonly tf.Variable[]): void {
  let bytes = 0;
  for (const variable of variables) {
    if (backend.graphValue(variable).cell !== undefined) continue;
    cellOf(backend, variable);
    bytes += bytesOf(backend.graphValue(variable));
    if (bytes < TWICE) continue;
    collectGarbage();
    bytes = 0;
  }
  collectGarbage();
}

function isCurrent(backend: OnnxRuntimeBackend, program: Program<Nested>): boolean {
  const isFrozen = (value: Value): boolean => program.precision === 'float32' || !isWritten(value);
  return program.constants.every(
    ({ variable, value }) =>
      backend.owns(variable) && backend.graphValue(variable) === value && isFrozen(value),
  );
}

function requestFor(
  backend: OnnxRuntimeBackend,
  { updated, sources, returned, overwritten, session }: Program<Nested>,
  feeds: readonly HostTensor[],
): Omit<RunRequest, 'kind'> {
  const cells = updated.map((variable) => ownCellOf(backend, variable));
  const inputs = sources.map((source) => feedFor(backend, source, feeds));
  return { session, inputs, outputs: [...new Array<undefined>(returned), ...cells], overwritten };
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

/** A cell that can be written to: what else shows the variable's value, or is to be computed from it, keeps it. */
function ownCellOf(backend: OnnxRuntimeBackend, variable: tf.Variable): number {
  const cell = cellOf(backend, variable);
  if (!backend.isShared(variable)) {
    noteWritten(cell);
    return cell;
  }
  const { dtype, shape } = backend.graphValue(variable);
  const own = runtime.newId();
  noteWritten(own);
  void runtime.copyCell(cell, own);
  rebind(backend, variable, { dtype, shape, cell: own });
  return own;
}

async function hostTensorOf(tensor: tf.Tensor): Promise<HostTensor> {
  const data = (await tensor.data()) as HostTensor['data'];
  return { dtype: tensor.dtype as HostTensor['dtype'], shape: tensor.shape, data };
}
