// The process of a contestant that is a tfjs backend: `node tfjs-process.js TASK`.
import { createInterface } from 'node:readline';
import { graphCache, runtime } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { CASES } from './cases/index.ts';
import { peakBytes } from './peak-memory.ts';
import type { Ready, Task, Turn } from './protocol.ts';
import { BACKENDS } from './tfjs-backends.ts';

function say(message: Ready | Turn): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function main(task: Task): Promise<void> {
  const found = CASES.find(({ name }) => name === task.case);
  if (found === undefined) throw new Error(`there is no case "${task.case}"`);
  // Set-up is that of a program that runs for the first time.
  graphCache.configure({ folder: undefined });
  await BACKENDS[task.mode]?.();
  if (!(await tf.setBackend(task.mode))) throw new Error(`the backend ${task.mode} did not start`);
  const { step, sample } = found.prepare(task.sizes);
  await step();
  await step();
  say({ sample: await sample() });
  for await (const line of createInterface({ input: process.stdin })) {
    const seconds: number[] = [];
    for (let count = Number(line); count > 0; count--) {
      const start = performance.now();
      await step();
      seconds.push((performance.now() - start) / 1000);
    }
    say({ seconds, peakBytes: peakBytes() });
  }
  await runtime.dispose();
}

await main(JSON.parse(process.argv[2] ?? '{}') as Task);
