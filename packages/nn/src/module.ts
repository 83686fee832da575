// Module: a tree of named parameters with PyTorch state-dict names. It knows
// names, values and freezing; the mathematics lives in each subclass.
import { NnError } from './errors.ts';
import { Parameter, type ParameterOptions } from './parameter.ts';
import { deriveSeed, seededRandom } from './random.ts';

export abstract class Module {
  readonly #parameters = new Map<string, Parameter>();
  readonly #children = new Map<string, Module>();

  /** Registers a weight under its state-dict name. */
  protected parameter(name: string, shape: readonly number[], options: ParameterOptions): Parameter {
    this.#claim(name);
    const parameter = new Parameter(shape, options);
    parameter.name = name;
    this.#parameters.set(name, parameter);
    return parameter;
  }

  /** Registers an array that is saved but not trained. */
  protected buffer(name: string, shape: readonly number[], options: ParameterOptions): Parameter {
    return this.parameter(name, shape, { ...options, buffer: true });
  }

  /** Registers a sub-module under its state-dict name. */
  protected child<M extends Module>(name: string, module: M): M {
    this.#claim(name);
    this.#children.set(name, module);
    return module;
  }

  /** Registers a list of sub-modules as `name.0`, `name.1`, ... */
  protected childList<M extends Module>(name: string, modules: readonly M[]): readonly M[] {
    for (const [index, module] of modules.entries()) this.child(`${name}.${index}`, module);
    return modules;
  }

  #claim(name: string): void {
    if (this.#parameters.has(name) || this.#children.has(name)) {
      throw new NnError('DUPLICATE_NAME', `${this.constructor.name} registers the name "${name}" twice`);
    }
  }

  /** All weights and buffers by state-dict name, in registration order. */
  namedParameters(prefix = ''): Map<string, Parameter> {
    const all = new Map<string, Parameter>();
    for (const [name, parameter] of this.#parameters) {
      parameter.name = prefix + name;
      all.set(prefix + name, parameter);
    }
    for (const [name, child] of this.#children) {
      for (const [path, parameter] of child.namedParameters(`${prefix}${name}.`)) all.set(path, parameter);
    }
    return all;
  }

  /** All sub-modules by state-dict name, this one under `prefix` without its dot, outer ones first. */
  namedModules(prefix = ''): Map<string, Module> {
    const all = new Map<string, Module>([[prefix, this]]);
    for (const [name, child] of this.#children) {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      for (const [inner, module] of child.namedModules(path)) all.set(inner, module);
    }
    return all;
  }

  /** Weights that gradients are wanted for. */
  trainableParameters(): Map<string, Parameter> {
    return new Map([...this.namedParameters()].filter(([, parameter]) => parameter.trainable));
  }

  /**
   * Gives every parameter without a value its initial one. The numbers depend on the seed and the
   * parameter's name only (that of its template after `startAs`), not on the order or presence of others.
   */
  initialize(seed: number): this {
    for (const parameter of this.namedParameters().values()) {
      parameter.initialize(seededRandom(deriveSeed(seed, parameter.initialName)));
    }
    return this;
  }

  /**
   * Starts with the same initial values as `template`, name by name, as PyTorch's deep copies do; later both go their
   * own ways. `template` is of the same class and sizes, and a part of the same outermost module.
   */
  startAs(template: this): this {
    const originals = template.namedParameters();
    for (const [name, parameter] of this.namedParameters()) {
      const original = originals.get(name);
      if (original === undefined) {
        throw new NnError(
          'BAD_ARGUMENT',
          `the template of ${this.constructor.name} has no "${name}" to start with`,
        );
      }
      parameter.startAs(original);
    }
    return this;
  }

  /** Makes all weights trainable or frozen, or those whose name passes the test. */
  setTrainable(trainable: boolean, test: (name: string) => boolean = () => true): this {
    for (const [name, parameter] of this.namedParameters()) {
      if (test(name)) parameter.trainable = trainable;
    }
    return this;
  }

  /** Frees all values, and whatever else a subclass holds and frees in its own `dispose`. */
  dispose(): void {
    for (const parameter of this.#parameters.values()) parameter.dispose();
    for (const child of this.#children.values()) child.dispose();
  }
}
