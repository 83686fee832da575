// The tfjs backend: kernels append nodes, and reading a tensor compiles and runs
// the slice of graph that it needs.
import * as tf from '@tensorflow/tfjs';
import { TraceError } from './errors.ts';
import { dependencyOrder, leavesOf } from './graph/order.ts';
import { GraphSizes } from './graph/size.ts';
import { describeCall, lowerCall } from './lowering/call.ts';
import { KERNELS } from './lowering/table.ts';
import { UNSUPPORTED } from './lowering/unsupported.ts';
import { element } from './ops/elements.ts';
import { currentTrace, refuseGradient } from './recording.ts';
import { evaluate, evaluateInto } from './runtime/evaluate.ts';
import { runtime } from './runtime/runtime.ts';
import { currentScope } from './scope.ts';
import { type ElementType, type HostArray, hostValue, type Value } from './value.ts';

export const BACKEND_NAME = 'onnxruntime';

/** Lazy values behind which more nodes stand are computed when they are used. */
const MAX_PENDING = 2000;

interface Entry {
  value: Value;
  references: number;
}

type DataId = tf.DataId;

export class OnnxRuntimeBackend extends tf.KernelBackend {
  // Weak: tensors that nobody disposed go with their last reference.
  readonly #entries = new WeakMap<DataId, Entry>();
  #count = 0;
  /** How many tensors show each cell of the worker; it is dropped with the last. */
  readonly #cellUses = new Map<number, number>();
  /** Cells' values that lazy graphs begin with; such a cell is dropped when nothing refers to its value any more. */
  readonly #begun = new WeakSet<Value>();
  readonly #collected = new FinalizationRegistry((cell: number) => runtime.dropCell(cell));
  readonly #sizes = new GraphSizes(MAX_PENDING);
  /** What computes those cells that are filled without being read, until it has; a failure stays for who reads them. */
  readonly #filling = new Map<number, Promise<void>>();

  /** The graph value behind a tensor, in the tensor's shape. */
  graphValue(tensor: { dataId: DataId }): Value {
    const entry = this.#entries.get(tensor.dataId);
    if (entry === undefined)
      throw new TraceError('DISPOSED', 'a tensor was used after it had been disposed', currentScope());
    return entry.value;
  }

  /** Registers a graph value under a new data id. */
  adopt(value: Value): tf.TensorInfo {
    const dataId = {};
    this.#entries.set(dataId, { value, references: 1 });
    this.#count += 1;
    if (value.cell !== undefined) this.#useCell(value.cell);
    return { dataId, shape: [...value.shape], dtype: value.dtype as tf.DataType };
  }

  /** The graph value under a new data id, or under that of the input which it is. */
  show(value: Value, inputs: readonly tf.TensorInfo[]): tf.TensorInfo {
    const same = inputs.find((info) => this.#entries.get(info.dataId)?.value === value);
    if (same === undefined) return this.adopt(value);
    this.incRef(same.dataId);
    return { dataId: same.dataId, shape: [...value.shape], dtype: same.dtype };
  }

  /** The graph values that a kernel is called with, by name. */
  kernelInputs(infos: Readonly<Record<string, tf.TensorInfo>>): Record<string, Value> {
    const lazy = currentTrace() === undefined;
    if (lazy) this.#settle(Object.values(infos));
    return Object.fromEntries(
      Object.entries(infos).map(([name, info]) => {
        const value = this.graphValue(info);
        if (lazy && value.cell !== undefined) this.#begun.add(value);
        return [name, value];
      }),
    );
  }

  /**
   * Has tensors computed that stand for too large a graph, and with them all variables, which are likely to stand for
   * parts of it. A program that never reads would otherwise add to the graph without end.
   */
  #settle(tensors: readonly tf.TensorInfo[]): void {
    const large = tensors.filter((info) => this.#sizes.isOver(this.graphValue(info)));
    if (large.length === 0) return;
    const cells = new Map<Value, number>();
    for (const { dataId } of [...large, ...Object.values(tf.engine().registeredVariables)]) {
      const entry = this.#entries.get(dataId);
      if (entry?.value.node === undefined) continue;
      const { dtype, shape } = entry.value;
      const cell = cells.get(entry.value) ?? runtime.newId();
      cells.set(entry.value, cell);
      entry.value = { dtype, shape, cell };
      this.#useCell(cell);
    }
    const values = [...cells.keys()];
    const filled = evaluateInto(values, [...cells.values()]).catch((error) => this.#causeOf(error, values));
    for (const cell of cells.values()) this.#filling.set(cell, filled);
    const done = (): void => {
      for (const cell of cells.values()) this.#filling.delete(cell);
    };
    filled.then(done, () => {});
  }

  /** Throws why values could not be computed: because a cell that they begin with was not filled, or the error itself. */
  async #causeOf(error: unknown, values: readonly Value[]): Promise<never> {
    for (const { cell } of leavesOf(dependencyOrder(values), values))
      if (cell !== undefined) await this.#filling.get(cell);
    throw error;
  }

  #useCell(cell: number): void {
    this.#cellUses.set(cell, (this.#cellUses.get(cell) ?? 0) + 1);
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): DataId {
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
      throw new TraceError(
        'UNSUPPORTED_ARGUMENT',
        `tensors of dtype ${dtype} are not supported; use float32, int32 or bool`,
      );
    }
    refuseRandomConstant(shape, dtype);
    // Backend-to-backend moves may leave the values out of a tensor that is written later.
    const data = (values ?? tf.util.makeZerosTypedArray(tf.util.sizeFromShape(shape), dtype)) as HostArray;
    return this.adopt(hostValue(data, dtype, shape)).dataId;
  }

  override move(
    dataId: DataId,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    this.#entries.set(dataId, {
      value: hostValue(values as HostArray, dtype as ElementType, shape),
      references: refCount,
    });
    this.#count += 1;
  }

  override async read(dataId: DataId): Promise<tf.backend_util.BackendValues> {
    const value = this.#readable(dataId);
    if (value.data !== undefined) return value.data as Float32Array;
    if (value.cell !== undefined) {
      const [{ data }] = await Promise.all([runtime.getCell(value.cell), this.#filling.get(value.cell)]);
      return data as Float32Array;
    }
    const data = element(await evaluate([value]).catch((error) => this.#causeOf(error, [value])), 0);
    const entry = this.#entries.get(dataId);
    if (entry !== undefined) entry.value = hostValue(data, value.dtype, value.shape);
    return data as Float32Array;
  }

  override readSync(dataId: DataId): tf.backend_util.BackendValues {
    const { data } = this.#readable(dataId);
    if (data === undefined) {
      throw new TraceError(
        'HOST_READ',
        'dataSync(), arraySync() and print() cannot wait for the ONNX Runtime worker; use `await tensor.data()` or `await tensor.array()`',
        currentScope(),
      );
    }
    return data as Float32Array;
  }

  #readable(dataId: DataId): Value {
    const value = this.graphValue({ dataId });
    const trace = currentTrace();
    const changes = value.data === undefined || isVariable(dataId);
    if (trace !== undefined && changes) {
      const { dtype, shape, node } = value;
      const source = node === undefined ? '' : `, computed by ${node.kernel ?? node.op},`;
      throw new TraceError(
        'HOST_READ',
        `the value of a ${dtype} tensor of shape [${shape}]${source} was read while "${trace}" was traced; a compiled function may only compute with tensors, return it instead`,
        currentScope(),
      );
    }
    return value;
  }

  override incRef(dataId: DataId): void {
    const entry = this.#entries.get(dataId);
    if (entry !== undefined) entry.references += 1;
  }

  override refCount(dataId: DataId): number {
    return this.#entries.get(dataId)?.references ?? 0;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const entry = this.#entries.get(dataId);
    if (entry === undefined) return true;
    entry.references -= 1;
    if (!force && entry.references > 0) return false;
    this.#entries.delete(dataId);
    this.#count -= 1;
    if (entry.value.cell !== undefined) this.#releaseCell(entry.value, entry.value.cell);
    return true;
  }

  #releaseCell(value: Value, cell: number): void {
    const uses = (this.#cellUses.get(cell) ?? 1) - 1;
    if (uses > 0) {
      this.#cellUses.set(cell, uses);
    } else {
      this.#cellUses.delete(cell);
      this.#filling.delete(cell);
      if (this.#begun.has(value)) this.#collected.register(value, cell);
      else runtime.dropCell(cell);
    }
  }

  /** Whether the tensor's data is this backend's. */
  owns(tensor: { dataId: DataId }): boolean {
    return this.#entries.has(tensor.dataId);
  }

  /** Whether anything beside the one tensor shows its value or was recorded as a function of it. */
  isShared({ dataId }: { dataId: DataId }): boolean {
    const entry = this.#entries.get(dataId);
    if (entry === undefined) return false;
    const { value, references } = entry;
    return references > 1 || (this.#cellUses.get(value.cell ?? -1) ?? 0) > 1 || this.#begun.has(value);
  }

  override numDataIds(): number {
    return this.#count;
  }

  override memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: true, reasons: ['state and intermediate values live in the ONNX Runtime worker'] };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  /** The time that recording took; what was recorded runs when it is read. */
  override async time(record: () => void): Promise<{ kernelMs: number }> {
    const start = performance.now();
    record();
    return { kernelMs: performance.now() - start };
  }

  override dispose(): void {
    void runtime.dispose();
  }
}

const isVariable = (dataId: DataId): boolean =>
  Object.values(tf.engine().registeredVariables).some((variable) => variable.dataId === dataId);

/** Operations of tfjs that draw on the host, and so would put the same numbers into every run of a trace. */
const DRAWING = /^(rand|random[A-Z]\w*|truncatedNormal)__op$/;

function refuseRandomConstant(shape: readonly number[], dtype: tf.DataType): void {
  const trace = currentTrace();
  const [, operation] = DRAWING.exec(tf.engine().state.activeScope?.name ?? '') ?? [];
  if (trace === undefined || operation === undefined) return;
  throw new TraceError(
    'RANDOM_CONSTANT',
    `tf.${operation} drew ${dtype}[${shape}] while "${trace}" was traced, so each call would see the same numbers; use randomUniform(shape, counter, key) of this package, or draw them before and capture them`,
    currentScope(),
  );
}

/** This backend, where it is the active one; `caller` records graphs and can do nothing on another. */
export function activeBackend(caller: string): OnnxRuntimeBackend {
  const backend = tf.backend();
  if (backend instanceof OnnxRuntimeBackend) return backend;
  throw new TraceError(
    'BAD_INPUT',
    `${caller} was called on the backend "${tf.getBackend()}", which records no graph; call await tf.setBackend('${BACKEND_NAME}') first`,
  );
}

/** Registers backend and kernels. The priority makes it tfjs's choice wherever it is imported. */
export function registerBackend(): void {
  if (tf.findBackendFactory(BACKEND_NAME) !== undefined && tf.findBackendFactory(BACKEND_NAME) !== null)
    return;
  tf.registerBackend(BACKEND_NAME, () => new OnnxRuntimeBackend(), 10);
  for (const [kernelName, entry] of Object.entries(KERNELS)) {
    tf.registerKernel({
      kernelName,
      backendName: BACKEND_NAME,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const owner = backend as OnnxRuntimeBackend;
        if (tf.engine().state.gradientDepth > 0) refuseGradient();
        const given: Record<string, tf.TensorInfo> = {};
        for (const [name, info] of Object.entries(inputs)) {
          // Inputs that a call leaves out are there by name all the same.
          if (info !== undefined && info !== null) given[name] = info as tf.TensorInfo;
        }
        const call = { inputs: owner.kernelInputs(given), attributes: attrs ?? {} };
        const result = lowerCall(kernelName, entry, call);
        const shown = (value: Value): tf.TensorInfo => owner.show(value, Object.values(given));
        return Array.isArray(result) ? result.map(shown) : shown(result);
      },
    });
  }
  for (const [kernelName, reason] of Object.entries(UNSUPPORTED)) {
    tf.registerKernel({
      kernelName,
      backendName: BACKEND_NAME,
      kernelFunc: ({ inputs }) => {
        const call = describeCall(kernelName, inputs);
        const message = `${call}: the kernel ${kernelName} does not run on the backend ${BACKEND_NAME}: ${reason}`;
        throw new TraceError('UNSUPPORTED_KERNEL', message, currentScope());
      },
    });
  }
}
