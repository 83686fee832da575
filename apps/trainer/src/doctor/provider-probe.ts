// A process of its own that multiplies two matrices with one execution provider (its argument). A driver that brings
// the process down brings down nothing else.
import { compile, runtime } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { reasonOf } from '../errors.ts';

try {
  const provider = process.argv[2] ?? 'cpu';
  const missing = await runtime.whyMissing(provider);
  if (missing !== undefined) throw new Error(missing);
  runtime.configure({ executionProviders: [provider], threads: 1 });
  const square = compile((x: tf.Tensor2D) => x.matMul(x), { name: 'provider probe' });
  const result = await (await square(tf.tensor2d([1, 2, 3, 4], [2, 2]))).data();
  if (`${Array.from(result)}` !== '7,10,15,22') throw new Error(`it computes wrongly: ${Array.from(result)}`);
  process.exit(0);
} catch (error) {
  process.stderr.write(reasonOf(error), () => process.exit(1));
}
