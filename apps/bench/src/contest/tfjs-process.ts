// The process of a contestant that is a tfjs backend: `node tfjs-process.js TASK`.
import { createInterface } from 'node:readline';
import { graphCache, runtime } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { ALL_CASES } from '../cases.ts';
import type { Prepared } from './case.ts';
import { peakBytes } from './peak-memory.ts';
import type { Flops, Ready, Task, Turn } from './protocol.ts';
import { BACKENDS, backendVersion } from './tfjs-backends.ts';

function say(message: Ready | Turn | Flops): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function main(task: Task): Promise<void> {
  const found = ALL_CASES.find(({ id }) => id === task.case);
  if (found === undefined) throw new Error(`there is no case "${task.case}"`);
  // Set-up is that of a program that runs for the first time.
  graphCache.configure({ folder: undefined });
  if (task.threads !== undefined) runtime.configure({ threads: task.threads });
  const [backend = '', provider = '', precision] = task.mode.split(':');
  await BACKENDS[backend]?.();
  if (provider !== '') await requireProvider(provider);
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} did not start`);
  const prepared = found.prepare(task.sizes, precision === 'int8' ? precision : 'float32');
  await prepared.step();
  await prepared.step();
  say({ sample: await prepared.sample(), version: backendVersion(backend) });
  for await (const line of createInterface({ input: process.stdin })) {
    say(line === 'flops' ? { flops: (await prepared.flops?.()) ?? 0 } : await turn(prepared, Number(line)));
  }
  await runtime.dispose();
}

/** Fails where ONNX Runtime would go on with another provider. */
async function requireProvider(provider: string): Promise<void> {
  const missing = await runtime.whyMissing(provider);
  if (missing !== undefined) throw new Error(missing);
  runtime.configure({ executionProviders: [provider, 'cpu'] });
}

async function turn({ step }: Prepared, count: number): Promise<Turn> {
  const seconds: number[] = [];
  for (let left = count; left > 0; left--) {
    const start = performance.now();
    await step();
    seconds.push((performance.now() - start) / 1000);
  }
  return { seconds, peakBytes: peakBytes() };
}

await main(JSON.parse(process.argv[2] ?? '{}') as Task);
