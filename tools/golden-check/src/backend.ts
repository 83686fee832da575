// The tfjs backends that a check can run on. `compile` makes one graph of a function on ours, and simply calls it on
// the others, so adaptors know nothing of this.
import * as tf from '@tensorflow/tfjs';

export const BACKENDS = ['onnxruntime', 'cpu', 'wasm'] as const;

export type Backend = (typeof BACKENDS)[number];

export const isBackend = (name: string): name is Backend => BACKENDS.some((known) => known === name);

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
