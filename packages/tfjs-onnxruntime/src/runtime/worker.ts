// The worker thread: owns ONNX Runtime's sessions and the cells in which
// parameters and optimizer state stay between runs. One request at a time.
import { parentPort } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import { type ElementType, type HostArray, sizeOf, zeros } from '../value.ts';
import type { Envelope, HostTensor, Reply, Request, RunRequest, SessionRequest } from './protocol.ts';
import { runInto, stopping } from './run-into.ts';

// What fails is told by the error that is thrown; ONNX Runtime would print it as well.
ort.env.logLevel = 'fatal';

interface Session {
  readonly session: ort.InferenceSession;
  readonly inputs: readonly string[];
  readonly outputs: readonly Output[];
}

interface Output {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
}

const sessions = new Map<number, Session>();
const cells = new Map<number, ort.Tensor>();
/**
 * For each cell that runs write to, the tensor that it held before: the next run writes there, and the two change
 * places. New memory for every result would cost its first touch, and stay until V8 collects it.
 */
const spares = new Map<number, ort.Tensor>();
/** Cells that a failed run was to write in place. */
const lost = new Set<number>();

function toTensor(tensor: HostTensor): ort.Tensor {
  return new ort.Tensor(tensor.dtype as 'float32', tensor.data as Float32Array, [...tensor.shape]);
}

function toHost(tensor: ort.Tensor): HostTensor {
  return { dtype: tensor.type as ElementType, shape: tensor.dims, data: tensor.data as HostArray };
}

function need<T>(table: Map<number, T>, key: number, what: string): T {
  const found = table.get(key);
  if (found === undefined) throw new Error(`${what} ${key} is not known to the worker`);
  return found;
}

function held(cell: number): ort.Tensor {
  if (!lost.has(cell)) return need(cells, cell, 'cell');
  throw new Error(
    'a variable lost its value when a run failed that was to change it in place; assign it anew, such as from a checkpoint',
  );
}

async function open(request: SessionRequest): Promise<void> {
  const session = await ort.InferenceSession.create(stopping(request.model), {
    executionProviders: [...request.options.executionProviders],
    externalData: [...request.externalData],
    intraOpNumThreads: request.options.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // The graph comes clean; ONNX Runtime's own passes take time that grows faster than the graph.
    graphOptimizationLevel: 'disabled',
    // Its plan of a run's memory is a second block beside the arena that the first run filled.
    enableMemPattern: false,
    logSeverityLevel: 3,
  });
  const outputs = session.outputMetadata.flatMap((output): Output[] =>
    output.isTensor
      ? [{ name: output.name, dtype: output.type as ElementType, shape: output.shape.map(Number) }]
      : [],
  );
  sessions.set(request.session, { session, inputs: request.inputs, outputs });
}

async function run(request: RunRequest): Promise<HostTensor[]> {
  const { session, inputs, outputs } = need(sessions, request.session, 'session');
  const feeds: Record<string, ort.Tensor> = {};
  for (const [index, input] of request.inputs.entries()) {
    const name = inputs[index] ?? '';
    feeds[name] = 'cell' in input ? held(input.cell) : toTensor(input);
  }
  const overwritten = new Set(request.overwritten?.flatMap((index) => request.outputs[index] ?? []));
  const results = outputs.map(({ dtype, shape }, index) => {
    const cell = request.outputs[index] ?? -1;
    if (overwritten.has(cell)) return held(cell);
    return spares.get(cell) ?? toTensor({ dtype, shape, data: zeros(dtype, sizeOf(shape)) });
  });
  try {
    await runInto(session, feeds, Object.fromEntries(results.map((tensor, i) => [outputs[i]?.name, tensor])));
  } catch (error) {
    for (const cell of overwritten) lost.add(cell);
    throw error;
  }
  const returned: HostTensor[] = [];
  for (const [index, result] of results.entries()) {
    const cell = request.outputs[index];
    if (cell === undefined) returned.push(toHost(result));
    else if (!overwritten.has(cell)) put(cell, result);
  }
  return returned;
}

/** Gives the cell a new value that a run computed; what it held is written over by the next. */
function put(cell: number, tensor: ort.Tensor): void {
  const before = cells.get(cell);
  cells.set(cell, tensor);
  if (before !== undefined) spares.set(cell, before);
}

async function answer(request: Request): Promise<HostTensor[]> {
  switch (request.kind) {
    case 'session':
      await open(request);
      return [];
    case 'run':
      return run(request);
    case 'set':
      cells.set(request.cell, toTensor(request.tensor));
      lost.delete(request.cell);
      return [];
    case 'get':
      return [toHost(held(request.cell))];
    case 'copy': {
      const source = toHost(held(request.cell));
      cells.set(request.to, toTensor({ ...source, data: source.data.slice() }));
      return [];
    }
    case 'drop':
      cells.delete(request.cell);
      spares.delete(request.cell);
      lost.delete(request.cell);
      return [];
    case 'release':
      await need(sessions, request.session, 'session').session.release();
      sessions.delete(request.session);
      return [];
  }
}

// Requests are answered strictly in order, also where one awaits.
let last: Promise<void> = Promise.resolve();
parentPort?.on('message', ({ id, request }: Envelope) => {
  last = last.then(async () => {
    let reply: Reply;
    let given: ArrayBuffer[] = [];
    try {
      const tensors = await answer(request);
      reply = { id, tensors };
      // Nobody here keeps what a run returns.
      if (request.kind === 'run') given = tensors.map(({ data }) => data.buffer as ArrayBuffer);
    } catch (error) {
      reply = { id, error: error instanceof Error ? error.message : String(error) };
    }
    parentPort?.postMessage(reply, given);
  });
});
