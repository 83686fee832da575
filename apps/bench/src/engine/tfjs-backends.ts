// tfjs's backends by the names that it knows them by, loaded when asked for.

/** An optional package, by a name that the compiler does not look for. */
const TFJS_NODE = ['@tensorflow', 'tfjs-node'].join('/');

/** What registers each backend. */
export const BACKENDS: Readonly<Record<string, () => Promise<unknown>>> = {
  onnxruntime: () => import('@dg-sct/tfjs-onnxruntime'),
  wasm: () => import('@tensorflow/tfjs-backend-wasm'),
  tensorflow: () => import(TFJS_NODE),
};

export function hasTfjsNode(): boolean {
  try {
    import.meta.resolve(TFJS_NODE);
    return true;
  } catch {
    return false;
  }
}
