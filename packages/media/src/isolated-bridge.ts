// The thread between a program that waits and a process that decodes: it hears the process, or of its end, while the
// program's own thread stands still.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { reasonOf } from './errors.ts';
import type { Answer, BridgeSettings, Call } from './isolated-protocol.ts';

const { program, ready } = workerData as BridgeSettings;
let child: ChildProcess | undefined;
/** The first call, for a process that takes another one's place. */
let opening: Call | undefined;

parentPort?.once('message', (port: MessagePort) => {
  port.on('message', async (call: Call) => {
    if (call.method === 'open') opening = call;
    const answer = await ask(call);
    port.postMessage(answer, 'value' in answer ? buffersOf(answer.value) : []);
    Atomics.store(ready, 0, 1);
    Atomics.notify(ready, 0);
  });
});

async function ask(call: Call): Promise<Answer> {
  if (child === undefined) {
    child = fork(program, {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    if (opening !== undefined && opening !== call) await answerOf(child, opening);
  }
  return answerOf(child, call);
}

async function answerOf(process: ChildProcess, call: Call): Promise<Answer> {
  const over = new AbortController();
  const { signal } = over;
  try {
    return await Promise.race([
      once(process, 'message', { signal }).then(([answer]) => answer as Answer),
      once(process, 'exit', { signal }).then(([code, name]): Answer => {
        child = undefined;
        return { failed: name === null ? `ended with code ${code}` : `died of ${name}` };
      }),
      // One that has ended can't be told anything; its exit says why.
      new Promise<never>(() => process.send(call, () => {})),
    ]);
  } catch (error) {
    child = undefined;
    return { failed: `failed (${reasonOf(error)})` };
  } finally {
    over.abort();
  }
}

/** Arrays of an answer change their owner instead of being copied. */
function buffersOf(value: unknown): ArrayBuffer[] {
  const parts = ArrayBuffer.isView(value) ? [value] : Object.values(value ?? {}).filter(ArrayBuffer.isView);
  return [...new Set(parts.map(({ buffer }) => buffer as ArrayBuffer))];
}
