// Whether a backend computes, tried in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Backend } from '../backend/names.ts';

const PROBE = fileURLToPath(new URL('./compute-probe.js', import.meta.url));
const PROBE_MS = 30_000;

/** Why the backend does not compute, with that execution provider; undefined when it does. */
export async function probe(backend: Backend, provider?: string): Promise<string | undefined> {
  const argv = [PROBE, backend, ...(provider === undefined ? [] : [provider])];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'], timeout: PROBE_MS });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (code === 0) return undefined;
  if (signal === 'SIGTERM') return `it does not answer within ${PROBE_MS / 1000} s`;
  if (signal !== null) return `it brings its process down (${signal})`;
  if (/WebGPU adapter/i.test(said)) return 'no graphics adapter that WebGPU can use';
  return said.trim().split('\n').at(-1) ?? `it exits with ${code}`;
}
