// A training step of many small operations: so many nodes that what it costs is making the graph, not running it.
import { layerNorm } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { signal, signalVariable } from '../contest/fill.ts';

const WIDTH = 16;
const LEARNING_RATE = 0.01;

interface Layer {
  readonly weight: tf.Variable;
  readonly bias: tf.Variable;
  readonly gain: tf.Variable;
  readonly mixing: tf.Tensor;
}

/** A step on a chain of `layers` layers, 63 nodes each once it is cleaned; it gives the loss. */
export function deepStep(layers: number): (x: tf.Tensor) => tf.Tensor {
  const chain = Array.from({ length: layers }, (_, i): Layer => {
    const variable = (name: string, shape: number[]) => signalVariable(`${name} ${i}`, shape);
    const [weight, bias, gain] = [
      variable('weight', [WIDTH, WIDTH]),
      variable('bias', [WIDTH]),
      variable('gain', [WIDTH]),
    ];
    return { weight, bias, gain, mixing: signal(`mixing ${i}`, [WIDTH, WIDTH]) };
  });
  const variables = chain.flatMap(({ weight, bias, gain }) => [weight, bias, gain]);
  return (x) => {
    const { value, grads } = tf.variableGrads(
      () => chain.reduce(forward, x).square().mean() as tf.Scalar,
      variables,
    );
    for (const variable of variables) {
      const slope = grads[variable.name];
      if (slope !== undefined) variable.assign(variable.sub(slope.mul(LEARNING_RATE)));
    }
    return value;
  };
}

function forward(x: tf.Tensor, { weight, bias, gain, mixing }: Layer): tf.Tensor {
  const normalized = layerNorm(x, gain, bias);
  const mixed = tf.softmax(tf.matMul(normalized, weight).add(bias).elu().matMul(mixing).mul(0.5));
  const gated = mixed.tanh().mul(normalized).add(normalized.sigmoid());
  return x.add(gated.div(normalized.square().add(1)));
}

/** `[8, WIDTH]` */
export function deepInput(): tf.Tensor {
  return signal('x', [8, WIDTH]);
}
