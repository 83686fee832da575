// What went into and came out of the parts of a module during one forward pass, by their state-dict names. It wraps
// the `forward` of each instance, so that a check sees what the module itself does not give out.
import type { Module } from '@dg-sct/nn';
import type * as tf from '@tensorflow/tfjs';

interface Call {
  readonly args: readonly unknown[];
  readonly result: unknown;
}

export class Recording {
  readonly #calls = new Map<string, Call>();

  /** Records the latest call of every part of `module` from now on. */
  constructor(module: Module) {
    for (const [name, part] of module.namedModules()) {
      const forward: unknown = Reflect.get(part, 'forward');
      if (typeof forward !== 'function') continue;
      const recorded = (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(forward, part, args);
        this.#calls.set(name, { args, result });
        return result;
      };
      Reflect.set(part, 'forward', recorded);
    }
  }

  /** Parts that ran, those inside of others first. */
  get names(): string[] {
    return [...this.#calls.keys()];
  }

  /** An argument of the part's call, a tensor. Throws where it did not run. */
  input(name: string, position = 0): tf.Tensor {
    return this.#call(name).args[position] as tf.Tensor;
  }

  /** What the part gave: a tensor for most; `Result` says what else. */
  output<Result = tf.Tensor>(name: string): Result {
    return this.#call(name).result as Result;
  }

  #call(name: string): Call {
    const call = this.#calls.get(name);
    if (call !== undefined) return call;
    throw new RangeError(`the part "${name}" did not run; ${this.names.join(', ')} did`);
  }
}
