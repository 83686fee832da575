// Who takes part: this project's backend first, then those it is compared with.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runtime } from '@dg-sct/tfjs-onnxruntime';
import { BenchError } from '../errors.ts';
import type { Contestant, Program } from './contestant.ts';
import { hasTfjsNode } from './tfjs-backends.ts';

const TFJS_PROCESS = fileURLToPath(new URL('./tfjs-process.js', import.meta.url));
const TORCH_PEER = fileURLToPath(new URL('../../peers/pytorch/peer.py', import.meta.url));

/** The Python of peers, and whether it has these modules. */
export function hasPython(modules: string): { python: string; found: boolean } {
  const python = process.env.TORCH_PYTHON || 'python3';
  return { python, found: spawnSync(python, ['-c', `import ${modules}`], { stdio: 'ignore' }).status === 0 };
}

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
      const { python, found } = hasPython('torch, numpy');
      if (!found) {
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

/**
 * Products of frozen weights with whole numbers. It computes something a little different on purpose; its bound tells rounding
 * from a mistake, which would be off by as much as the numbers are large.
 */
const int8: Contestant = {
  ...tfjs('onnxruntime-int8', 'onnxruntime::int8'),
  tolerance: 0.5,
};

/** Not timed: where rounding decides, it tells what is right. */
export const EXACT: Contestant = pytorch('PyTorch in float64', 'float64');

/** The first is the one that the others are compared with. */
export const CONTESTANTS: readonly Contestant[] = [
  tfjs('onnxruntime', 'onnxruntime'),
  pytorch('pytorch', 'eager'),
  pytorch('torch-compile', 'compile'),
  tfjs('tfjs-wasm', 'wasm'),
  tfjsNode,
  webgpu,
  int8,
];

/** One of `CONTESTANTS`. */
export function contestantCalled(name: string): Contestant {
  const found = CONTESTANTS.find((contestant) => contestant.name === name);
  if (found === undefined) throw new BenchError('USAGE', `there is no contestant "${name}"`);
  return found;
}

/** How it is started. Throws `BenchError` `CONTESTANT_FAILED` where it can't be. */
export async function programOf({ name, find }: Contestant): Promise<Program> {
  const program = await find();
  if (!('absent' in program)) return program;
  throw new BenchError('CONTESTANT_FAILED', `${name} can't start: ${program.absent}`);
}
