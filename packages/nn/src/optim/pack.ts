// Small parameters joined to one array, so that an update of thousands of biases
// and norms costs the graph a few operations, not a few for each of them. Large
// ones stay by themselves: joining them would copy them.
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../init.ts';
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

  get names(): readonly string[] {
    return [...this.parameters.keys()];
  }

  /** A number for each element by the parameter that it belongs to, or one for all. */
  filled(numberOf: (name: string) => number): tf.Tensor {
    const numbers = this.names.map(numberOf);
    const [first = 0] = numbers;
    if (numbers.every((number) => number === first)) return tf.scalar(first);
    const array = new Float32Array(sizeOf(this.shape));
    let end = 0;
    for (const [i, size] of this.#sizes.entries()) {
      array.fill(numbers[i] ?? 0, end, end + size);
      end += size;
    }
    return tf.tensor1d(array);
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
