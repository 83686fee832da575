// Makes a tfjs backend the one that everything afterwards runs on. The same model, loss and optimizer run on each:
// compiled to one graph on ONNX Runtime, kernel by kernel on the others.
import '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { CommandError } from '../errors.ts';
import type { Backend } from './names.ts';
import { loadTfjsNode } from './tfjs-node.ts';

/** What registers those that are not registered above. */
const LOADERS: Readonly<Partial<Record<Backend, () => unknown>>> = {
  wasm: () => import('@tensorflow/tfjs-backend-wasm'),
  tensorflow: loadTfjsNode,
};

/**
 * Call it before the first tensor is made.
 * @throws {UsageError} where the backend is not installed, {CommandError} where it does not start.
 */
export async function useBackend(backend: Backend = 'onnxruntime'): Promise<void> {
  const started = await withoutRemarks(async () => {
    await LOADERS[backend]?.();
    if (!(await tf.setBackend(backend))) return false;
    // At the first tensor tfjs advises to take another backend.
    tf.scalar(0).dispose();
    return true;
  });
  if (started) return;
  throw new CommandError(
    `the backend ${backend} does not start on this machine; name another with --backend`,
  );
}

/** tfjs has a remark for every kernel that a second copy of it registers again, and for every slow backend. */
async function withoutRemarks<T>(body: () => Promise<T>): Promise<T> {
  const before = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  try {
    return await body();
  } finally {
    tf.env().set('PROD', before);
  }
}
