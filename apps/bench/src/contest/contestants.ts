// Who takes part: this project's backend first, then those it is compared with.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runtime } from '@dg-sct/tfjs-onnxruntime';
import type { Contestant, Program } from './contestant.ts';
import { hasTfjsNode } from './tfjs-backends.ts';

const TFJS_PROCESS = fileURLToPath(new URL('./tfjs-process.js', import.meta.url));
const TORCH_PEER = fileURLToPath(new URL('../../peers/pytorch/peer.py', import.meta.url));

function tfjs(name: string, backend: string): Contestant {
  const program: Program = { command: process.execPath, arguments: [TFJS_PROCESS], mode: backend };
  return { name, find: async () => program };
}

const tfjsNode: Contestant = {
  name: 'tfjs-node',
  find: async () =>
    hasTfjsNode()
      ? tfjs('tfjs-node', 'tensorflow').find()
      : {
          absent:
            '@tensorflow/tfjs-node is not installed; tools/tfjs-node-from-wheel builds it, NODE_PATH names its folder',
        },
};

function pytorch(name: string, mode: string): Contestant {
  return {
    name,
    find: async () => {
      const python = process.env.TORCH_PYTHON ?? 'python3';
      const { status } = spawnSync(python, ['-c', 'import torch, numpy'], { stdio: 'ignore' });
      if (status !== 0) {
        return {
          absent: `${python} has no torch and numpy; \`pip install torch numpy\`, or name a Python that has them in TORCH_PYTHON`,
        };
      }
      return { command: python, arguments: ['-B', TORCH_PEER], mode };
    },
  };
}

/** ONNX Runtime's provider for graphics cards. A machine without one says so, and that is reported. */
const webgpu: Contestant = {
  name: 'onnxruntime-webgpu',
  find: async () => {
    const missing = await runtime.whyMissing('webgpu');
    return missing === undefined
      ? tfjs('onnxruntime-webgpu', 'onnxruntime:webgpu').find()
      : { absent: `not measured: ${missing}` };
  },
};

/** The first is the one that the others are compared with. */
export const CONTESTANTS: readonly Contestant[] = [
  tfjs('onnxruntime', 'onnxruntime'),
  pytorch('pytorch', 'eager'),
  pytorch('torch-compile', 'compile'),
  tfjs('tfjs-wasm', 'wasm'),
  tfjsNode,
  webgpu,
];
