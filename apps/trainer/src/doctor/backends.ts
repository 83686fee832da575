// What models can be computed on, tried: ONNX Runtime with its execution providers, and the backends of `--backend`.
import { createRequire } from 'node:module';
import type { Backend } from '../backend/names.ts';
import { findTfjsNode, TFJS_NODE_REMEDY } from '../backend/tfjs-node.ts';
import { reasonOf } from '../errors.ts';
import { type Check, missing, present } from './check.ts';
import { probe } from './probe.ts';

export async function checkBackends(): Promise<Check[]> {
  const tried = [
    checkProvider('cpu', 'npm install onnxruntime-node, on a system it is made for', true),
    checkProvider('webgpu', 'install a Vulkan driver for the graphics card; training works without'),
    checkBackend('cpu'),
    checkBackend('wasm'),
    checkTensorFlow(),
  ];
  return [checkPackage(), ...(await Promise.all(tried))];
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
  const failure = await probe('onnxruntime', provider);
  return failure === undefined
    ? present(name, 'computes', required)
    : missing(name, failure, remedy, required);
}

async function checkBackend(backend: Backend): Promise<Check> {
  const name = `backend ${backend}`;
  const failure = await probe(backend);
  return failure === undefined
    ? present(name, 'computes')
    : missing(name, failure, 'install dgsct again; training works without');
}

async function checkTensorFlow(): Promise<Check> {
  const name = 'backend tensorflow';
  const installed = findTfjsNode();
  if (installed === undefined)
    return missing(name, 'not installed; training works without', TFJS_NODE_REMEDY);
  const failure = await probe('tensorflow');
  if (failure === undefined) return present(name, `computes, by ${installed.name}`);
  // The sentence says what to do.
  return { name, required: false, ok: false, found: failure };
}
