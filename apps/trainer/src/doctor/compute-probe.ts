// A process of its own that multiplies two matrices on one backend, with one execution provider if that is ONNX Runtime
// (its arguments). A driver or an addon that brings the process down brings down nothing else.
import { BACKEND_NAME, compile, runtime } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import type { Backend } from '../backend/names.ts';
import { useBackend } from '../backend/use-backend.ts';
import { reasonOf } from '../errors.ts';

const [backend, provider = 'cpu'] = process.argv.slice(2);

try {
  if (backend === BACKEND_NAME) {
    const missing = await runtime.whyMissing(provider);
    if (missing !== undefined) throw new Error(missing);
  }
  await useBackend(backend as Backend);
  runtime.configure({ executionProviders: [provider], threads: 1 });
  const square = compile((x: tf.Tensor2D) => x.matMul(x), { name: 'probe' });
  const result = await (await square(tf.tensor2d([1, 2, 3, 4], [2, 2]))).data();
  if (`${Array.from(result)}` !== '7,10,15,22') throw new Error(`it computes wrongly: ${Array.from(result)}`);
  process.exit(0);
} catch (error) {
  process.stderr.write(reasonOf(error), () => process.exit(1));
}
