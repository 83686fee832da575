// The program's side of the worker: sends requests, hands out replies, and keeps
// the process alive only while something is under way.
import { Worker } from 'node:worker_threads';
import { TraceError } from '../errors.ts';
import type { OnnxModel } from '../onnx/model.ts';
import type { HostTensor, Reply, Request, RunRequest, SessionSettings } from './protocol.ts';
import { Providers } from './providers.ts';
import { defaultThreads } from './threads.ts';

interface Pending {
  readonly resolve: (tensors: readonly HostTensor[]) => void;
  readonly reject: (error: Error) => void;
}

interface RuntimeSettings extends Omit<SessionSettings, 'threads'> {
  /** As the environment says unless given. */
  readonly threads?: number;
  /** Gets a sentence for each wished execution provider that is missing; console.warn without one. */
  readonly onNotice: (sentence: string) => void;
}

class Runtime {
  #worker: Worker | undefined;
  #nextId = 0;
  #generation = 0;
  readonly #pending = new Map<number, Pending>();
  readonly #providers = new Providers((model, provider) => this.#attempt(model, provider));
  #settings: RuntimeSettings = {
    executionProviders: ['cpu'],
    onNotice: (sentence) => console.warn(sentence),
  };

  /** Settings of sessions opened from now on. */
  configure(settings: Partial<RuntimeSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#generation += 1;
  }

  /** Why an execution provider cannot be used here; undefined for one that can. */
  whyMissing(provider: string): Promise<string | undefined> {
    return this.#providers.whyMissing(provider);
  }

  /** Changes when sessions that are open now are not to be used again: other settings, or another worker. */
  get generation(): number {
    return this.#generation;
  }

  /** A number unique in this runtime, for cells and sessions. */
  newId(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  /**
   * Owned data of the model moves to the worker.
   * @param wished execution providers, where others than those of the settings
   */
  async openSession(
    model: OnnxModel,
    inputs: readonly string[],
    wished?: readonly string[],
  ): Promise<number> {
    const { threads = defaultThreads() } = this.#settings;
    return this.#open(model, inputs, { executionProviders: await this.#usable(wished), threads });
  }

  /** Whether sessions are computed by nothing but the CPU. @param wished as for `openSession` */
  async isCpuAlone(wished?: readonly string[]): Promise<boolean> {
    return (await this.#usable(wished)).every((provider) => provider === 'cpu');
  }

  #usable(wished = this.#settings.executionProviders): Promise<string[]> {
    return this.#providers.usable(wished, this.#settings.onNotice);
  }

  async #open(
    { bytes, externalData }: OnnxModel,
    inputs: readonly string[],
    options: SessionSettings,
  ): Promise<number> {
    const session = this.newId();
    const given = new Set(
      externalData.flatMap(({ data, owned }) => (owned ? (data.buffer as ArrayBuffer) : [])),
    );
    await this.#send({ kind: 'session', session, model: bytes, externalData, inputs, options }, [...given]);
    return session;
  }

  async #attempt(model: OnnxModel, provider: string): Promise<void> {
    await this.releaseSession(await this.#open(model, [], { executionProviders: [provider], threads: 1 }));
  }

  run(request: Omit<RunRequest, 'kind'>): Promise<readonly HostTensor[]> {
    return this.#send({ kind: 'run', ...request });
  }

  /** Runs a model one time, its results going to cells. All requests are sent at once, so later ones find the results. */
  async runOnce(
    model: OnnxModel,
    names: readonly string[],
    inputs: RunRequest['inputs'],
    cells: readonly number[],
  ): Promise<void> {
    const session = this.newId();
    const { bytes, externalData } = model;
    // What is asked next must find the cells, so there is no time to ask for other providers.
    const options = { executionProviders: ['cpu'], threads: this.#settings.threads ?? defaultThreads() };
    await Promise.all([
      this.#send({ kind: 'session', session, model: bytes, externalData, inputs: names, options }),
      this.run({ session, inputs, outputs: cells }),
      this.releaseSession(session),
    ]);
  }

  releaseSession(session: number): Promise<unknown> {
    return this.#send({ kind: 'release', session });
  }

  /** The worker gets a copy of its own: the caller's array may be somebody's. */
  setCell(cell: number, tensor: HostTensor): Promise<unknown> {
    const data = tensor.data.slice();
    return this.#send({ kind: 'set', cell, tensor: { ...tensor, data } }, [data.buffer as ArrayBuffer]);
  }

  async getCell(cell: number): Promise<HostTensor> {
    const [tensor] = await this.#send({ kind: 'get', cell });
    if (tensor === undefined) throw new TraceError('RUNTIME', `cell ${cell} came back empty`);
    return tensor;
  }

  /** Gives the cell `to` the contents of another. */
  copyCell(cell: number, to: number): Promise<unknown> {
    return this.#send({ kind: 'copy', cell, to });
  }

  dropCell(cell: number): void {
    // A cell of a worker that is gone is gone already.
    if (this.#worker !== undefined) this.#send({ kind: 'drop', cell }).catch(() => {});
  }

  /** Ends the worker; state that was not read back is lost. */
  async dispose(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#generation += 1;
    // Before waiting: whatever is asked from here on goes to another worker.
    this.#fail(new TraceError('DISPOSED', 'the ONNX Runtime worker was disposed while a run was under way'));
    await worker?.terminate();
  }

  #send(request: Request, transfer: readonly ArrayBuffer[] = []): Promise<readonly HostTensor[]> {
    const worker = this.#start();
    const id = this.newId();
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, request }, transfer);
    });
  }

  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    // Node's own flags, such as --input-type, are meant for the program, not for this file.
    const worker = new Worker(new URL('../../dist/runtime/worker.js', import.meta.url), { execArgv: [] });
    worker.on('message', (reply: Reply) => this.#settle(reply));
    worker.on('error', (error) => this.#lost(worker, error.message));
    worker.on('exit', (code) => this.#lost(worker, `exit code ${code}`));
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #lost(worker: Worker, cause: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#generation += 1;
    this.#fail(new TraceError('RUNTIME', `the ONNX Runtime worker stopped: ${cause}`));
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#worker?.unref();
    if ('error' in reply) pending?.reject(new TraceError('RUNTIME', `ONNX Runtime failed: ${reply.error}`));
    else pending?.resolve(reply.tensors);
  }

  #fail(error: TraceError): void {
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(error);
  }
}

/** The runtime that the backend and all compiled functions share. */
export const runtime = new Runtime();
