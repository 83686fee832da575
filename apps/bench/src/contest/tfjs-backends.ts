// tfjs's backends by the names that it knows them by, loaded when asked for.
import { createRequire } from 'node:module';
import { versionOf } from '../version.ts';

/** Unlike `import`, it looks into the folders of `NODE_PATH`, where an optional package may lie. */
const require = createRequire(import.meta.url);
const TFJS_NODE = '@tensorflow/tfjs-node';

/** What registers each backend. */
export const BACKENDS: Readonly<Record<string, () => Promise<unknown>>> = {
  onnxruntime: () => import('@dg-sct/tfjs-onnxruntime'),
  wasm: () => import('@tensorflow/tfjs-backend-wasm'),
  tensorflow: async () => require(TFJS_NODE),
};

const PACKAGES: Readonly<Record<string, string>> = {
  onnxruntime: 'onnxruntime-node',
  wasm: '@tensorflow/tfjs-backend-wasm',
  tensorflow: TFJS_NODE,
};

/** Package and version. */
export function backendVersion(backend: string): string {
  const name = PACKAGES[backend] ?? '@tensorflow/tfjs';
  return `${name} ${versionOf(name)}`;
}

export function hasTfjsNode(): boolean {
  try {
    require.resolve(TFJS_NODE);
    return true;
  } catch {
    return false;
  }
}
