// ONNX Runtime, as our backend finds it, and the execution providers that really compute here.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { reasonOf } from '../errors.ts';
import { type Check, missing, present } from './check.ts';

const PROBE = fileURLToPath(new URL('./provider-probe.js', import.meta.url));
const PROBE_MS = 30_000;

export async function checkOnnxRuntime(): Promise<Check[]> {
  const providers = [
    checkProvider('cpu', 'npm install onnxruntime-node, on a system it is made for', true),
    checkProvider('webgpu', 'install a Vulkan driver for the graphics card; training works without'),
  ];
  return [checkPackage(), ...(await Promise.all(providers))];
}

function checkPackage(): Check {
  try {
    const { version } = createRequire(import.meta.resolve('@dg-sct/tfjs-onnxruntime'))(
      'onnxruntime-node/package.json',
    ) as { readonly version: string };
    return present('onnxruntime-node', version, true);
  } catch (error) {
    return missing('onnxruntime-node', reasonOf(error), 'npm install onnxruntime-node', true);
  }
}

async function checkProvider(provider: string, remedy: string, required = false): Promise<Check> {
  const name = `provider ${provider}`;
  const failure = await probe(provider);
  return failure === undefined
    ? present(name, 'computes', required)
    : missing(name, failure, remedy, required);
}

/** Why the provider does not compute; undefined when it does. */
async function probe(provider: string): Promise<string | undefined> {
  const child = spawn(process.execPath, [PROBE, provider], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: PROBE_MS,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (code === 0) return undefined;
  if (signal === 'SIGTERM') return `it does not answer within ${PROBE_MS / 1000} s`;
  if (signal !== null) return `the driver brings its process down (${signal})`;
  if (/WebGPU adapter/i.test(said)) return 'no graphics adapter that WebGPU can use';
  return said.trim().split('\n').at(-1) ?? `it exits with ${code}`;
}
