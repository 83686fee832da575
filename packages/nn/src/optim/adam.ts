// Adam (Kingma and Ba, 2015) and AdamW (Loshchilov and Hutter, 2019) with
// PyTorch's definitions. Both moments are kept as plain decaying sums
//   s1 <- beta1 s1 + g,   s2 <- beta2 s2 + g^2,
// and the sums of the decay weights n1, n2 as two scalars, the same recurrence
// with 1 in place of g. The bias-corrected moments are then s1/n1 and s2/n2:
//   p <- p - lr (s1/n1) / (sqrt(s2/n2) + eps).
// No 1 - beta^t, which float32 cancels, and ten operations for each array.
import { after } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { NnError } from '../errors.ts';
import { zeros } from '../init.ts';
import type { Parameter } from '../parameter.ts';
import { type Gradients, Optimizer } from './optimizer.ts';
import { type Pack, packsOf } from './pack.ts';

export interface AdamOptions {
  /** Decay of the first moment; default 0.9. */
  readonly beta1?: number;
  /** Decay of the second moment; default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment; default 1e-8. */
  readonly epsilon?: number;
  /** Adam adds `weightDecay * p` to the gradient (default 0); AdamW scales p by `1 - lr * weightDecay` (default 0.01). */
  readonly weightDecay?: number;
}

interface Slot {
  readonly pack: Pack;
  readonly gradientSum: Parameter;
  readonly squareSum: Parameter;
}

export class Adam extends Optimizer {
  readonly #slots: readonly Slot[];
  readonly #names: ReadonlySet<string>;
  readonly #gradientWeight: Parameter;
  readonly #squareWeight: Parameter;
  readonly #options: Required<AdamOptions>;
  readonly #decoupled: boolean;

  /** State is made for every given parameter: pass the trainable ones. */
  constructor(parameters: ReadonlyMap<string, Parameter>, options: AdamOptions = {}, decoupled = false) {
    super();
    this.#options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, ...options };
    this.#decoupled = decoupled;
    this.#gradientWeight = this.buffer('gradient_weight', [], { init: zeros });
    this.#squareWeight = this.buffer('square_weight', [], { init: zeros });
    this.#names = new Set(parameters.keys());
    this.#slots = packsOf(parameters).map((pack) => {
      // The moments of the joined parameters have no name of their own.
      const suffix = pack.names.length === 1 ? `.${pack.names[0]}` : '';
      const gradientSum = this.buffer(`gradient_sum${suffix}`, pack.shape, { init: zeros });
      const squareSum = this.buffer(`square_sum${suffix}`, pack.shape, { init: zeros });
      return { pack, gradientSum, squareSum };
    });
    this.initialize(0);
  }

  override apply(gradients: Gradients, learningRate: tf.Tensor): void {
    this.#checkNames(gradients);
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    const one = tf.scalar(1);
    const gradientWeight = this.#gradientWeight.value.mul(beta1).add(one);
    const squareWeight = this.#squareWeight.value.mul(beta2).add(one);
    this.#gradientWeight.assign(gradientWeight);
    this.#squareWeight.assign(squareWeight);

    const decay = this.#decay(learningRate, weightDecay);
    const reached = (name: string): boolean => gradients.has(name);
    const updates = this.#slots.flatMap(({ pack, gradientSum, squareSum }) => {
      if (!pack.names.some(reached)) return [];
      const before = pack.join((name, { value, shape }) => (reached(name) ? value : tf.zeros([...shape])));
      const gradient = pack.join((name, { shape }) => gradients.get(name) ?? tf.zeros([...shape]));
      const { value, slope } = decay(before, gradient);
      // What no gradient reaches keeps its moments.
      const kept = (share: number) => pack.filled((name) => (reached(name) ? share : 1));
      const sum = gradientSum.value.mul(kept(beta1)).add(slope);
      const squares = squareSum.value.mul(kept(beta2)).add(slope.square());
      gradientSum.assign(sum);
      squareSum.assign(squares);
      return [{ pack, value, sum, squares }];
    });

    // No parameter changes before the last gradient is there: until then it may be read.
    const moments = updates.flatMap(({ sum, squares }) => [sum, squares]);
    const root = squareWeight.sqrt();
    const rate = after(learningRate.mul(root).div(gradientWeight), moments);
    const floor = root.mul(epsilon);
    for (const { pack, value, sum, squares } of updates) {
      const moved = pack.split(value.sub(sum.mul(rate).div(squares.sqrt().add(floor))));
      for (const [name, tensor] of moved) if (reached(name)) pack.parameters.get(name)?.assign(tensor);
    }
  }

  /** How weight decay changes a parameter's value and its gradient before the step. */
  #decay(learningRate: tf.Tensor, weightDecay: number) {
    if (weightDecay === 0) return (value: tf.Tensor, slope: tf.Tensor) => ({ value, slope });
    const strength = tf.scalar(weightDecay);
    if (this.#decoupled) {
      const kept = tf.scalar(1).sub(learningRate.mul(strength));
      return (value: tf.Tensor, slope: tf.Tensor) => ({ value: value.mul(kept), slope });
    }
    return (value: tf.Tensor, slope: tf.Tensor) => ({ value, slope: slope.add(value.mul(strength)) });
  }

  #checkNames(gradients: Gradients): void {
    for (const name of gradients.keys()) {
      if (this.#names.has(name)) continue;
      throw new NnError(
        'BAD_ARGUMENT',
        `the optimizer was given a gradient for "${name}" but was not created with that parameter`,
      );
    }
  }
}

/** Adam whose weight decay acts on the parameter itself and not through the gradient. */
export class AdamW extends Adam {
  constructor(parameters: ReadonlyMap<string, Parameter>, options: AdamOptions = {}) {
    super(parameters, { weightDecay: 0.01, ...options }, true);
  }
}
