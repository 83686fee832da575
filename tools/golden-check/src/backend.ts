// Starts a tfjs backend. `compile` makes one graph of a function on ours, and simply calls it on
// the others, so adaptors know nothing of this.
import * as tf from '@tensorflow/tfjs';
import type { Backend } from './backend-names.ts';

/** How each gets registered with tfjs; `cpu` comes with it. */
const REGISTER: Readonly<Record<Backend, () => Promise<unknown>>> = {
  onnxruntime: () => import('@dg-sct/tfjs-onnxruntime'),
  cpu: async () => {},
  wasm: () => import('@tensorflow/tfjs-backend-wasm'),
};

/** Throws where the backend does not start here. */
export async function useBackend(name: Backend): Promise<void> {
  await REGISTER[name]();
  if (!(await tf.setBackend(name))) throw new Error(`The backend "${name}" does not start on this machine.`);
}
