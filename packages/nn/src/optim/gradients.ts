// The loss and its gradients as part of one computation, and gradient clipping.
import * as tf from '@tensorflow/tfjs';
import { NnError } from '../errors.ts';
import type { Parameter } from '../parameter.ts';
import type { Gradients } from './optimizer.ts';

/** Named tensors that a loss function returns; `total` is the scalar that is differentiated. */
export type LossValues = { readonly total: tf.Tensor; readonly [name: string]: tf.Tensor };

/**
 * Evaluates the loss and differentiates `total` with respect to the parameters. As in PyTorch, a parameter that the
 * loss does not reach has no gradient: its name is not in the result. Everything the loss function returns comes back
 * in `value`.
 */
export function valueAndGradients<V extends LossValues>(
  loss: () => V,
  parameters: ReadonlyMap<string, Parameter>,
): { value: V; gradients: Map<string, tf.Tensor> } {
  if (parameters.size === 0) {
    throw new NnError(
      'BAD_ARGUMENT',
      'there is no parameter to differentiate for; make some trainable first',
    );
  }
  let kept: V | undefined;
  const variables = [...parameters.values()].map((parameter) => parameter.value);
  const { grads } = tf.variableGrads(() => {
    kept = loss();
    for (const tensor of Object.values(kept)) tf.keep(tensor);
    return kept.total as tf.Scalar;
  }, variables);
  const gradients = new Map<string, tf.Tensor>();
  for (const [name, parameter] of parameters) {
    const gradient = grads[parameter.value.name];
    if (gradient !== undefined) gradients.set(name, gradient);
  }
  return { value: handOver(kept as V), gradients };
}

/** Tensors kept through differentiation, owned by the caller's scope from here on. */
function handOver<V extends LossValues>(kept: V): V {
  const owned = Object.entries(kept).map(([name, tensor]) => [name, tensor.clone()]);
  for (const tensor of new Set(Object.values(kept))) tensor.dispose();
  return Object.fromEntries(owned) as V;
}

/**
 * Scales all gradients by one factor so that their joint Euclidean norm is at most `maxNorm`
 * (PyTorch's clip_grad_norm_). `norm` is the one before scaling, a scalar.
 */
export function clipByGlobalNorm(
  gradients: Gradients,
  maxNorm: number,
): { gradients: Map<string, tf.Tensor>; norm: tf.Tensor } {
  const squares = [...gradients.values()].map((gradient) => gradient.square().sum());
  const norm = squares.reduce((sum, square) => sum.add(square), tf.scalar(0)).sqrt();
  const factor = tf.scalar(maxNorm).div(norm.add(1e-6)).minimum(1);
  return { gradients: new Map([...gradients].map(([name, g]) => [name, g.mul(factor)])), norm };
}
