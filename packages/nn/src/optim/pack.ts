// Small parameters joined to one array, so that an update of thousands of biases
// and norms costs the graph a few operations, not a few for each of them. Large
// ones stay by themselves: joining them would copy them.
import * as tf from '@tensorflow/tfjs';
import type { Parameter } from '../parameter.ts';

/** Elements of the largest parameter that is joined with others. */
const SMALL = 16_384;

export class Pack {
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Of the array: the parameter's own where there is one only, else `[elements]`. */
  readonly shape: readonly number[];
  readonly #sizes: readonly number[];

  constructor(parameters: ReadonlyMap<string, Parameter>) {
    this.parameters = parameters;
    const [first, ...others] = parameters.values();
    this.#sizes = [...parameters.values()].map(({ size }) => size);
    const elements = this.#sizes.reduce((sum, size) => sum + size, 0);
    this.shape = first !== undefined && others.length === 0 ? first.shape : [elements];
  }

  /** The parameters whose names are wanted; this pack itself where all are. */
  only(wanted: (name: string) => boolean): Pack {
    const some = [...this.parameters].filter(([name]) => wanted(name));
    return some.length === this.parameters.size ? this : new Pack(new Map(some));
  }

  /** What of this pack's array belongs to the parameters of `inner`. */
  part(array: tf.Tensor, inner: Pack): tf.Tensor {
    if (inner === this) return array;
    const parts = this.split(array);
    return inner.join((name, { value }) => parts.get(name) ?? value);
  }

  /** This pack's array with the part of `inner` replaced. */
  withPart(array: tf.Tensor, inner: Pack, part: tf.Tensor): tf.Tensor {
    if (inner === this) return part;
    const parts = new Map([...this.split(array), ...inner.split(part)]);
    return this.join((name, { value }) => parts.get(name) ?? value);
  }

  /** The tensors of all parameters as one array. */
  join(tensorOf: (name: string, parameter: Parameter) => tf.Tensor): tf.Tensor {
    const parts = [...this.parameters].map(([name, parameter]) => tensorOf(name, parameter));
    const [only] = parts;
    if (only !== undefined && parts.length === 1) return only;
    return tf.concat(parts.map((part) => part.reshape([-1])));
  }

  /** The parts of an array, by parameter name and in the parameters' shapes. */
  split(array: tf.Tensor): Map<string, tf.Tensor> {
    const parts = this.#sizes.length === 1 ? [array] : tf.split(array, [...this.#sizes]);
    return new Map(
      [...this.parameters].map(([name, { shape }], i) => [name, (parts[i] ?? array).reshape([...shape])]),
    );
  }
}

/** Every parameter in one pack: the small ones together, the others alone. */
export function packsOf(parameters: ReadonlyMap<string, Parameter>): Pack[] {
  const small = new Map([...parameters].filter(([, { size }]) => size <= SMALL));
  const large = [...parameters].filter(([name]) => !small.has(name));
  const alone = large.map((entry) => new Pack(new Map([entry])));
  return small.size === 0 ? alone : [new Pack(small), ...alone];
}
