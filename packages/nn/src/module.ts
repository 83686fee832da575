// Module: a tree of named parameters with PyTorch state-dict names. It knows
// names, values and freezing; the mathematics lives in each subclass.
import { NnError } from './errors.ts';
import { Parameter, type ParameterOptions } from './parameter.ts';
import { deriveSeed, seededRandom } from './random.ts';

export abstract class Module {
  readonly #parameters = new Map<string, Parameter>();
  readonly #children = new Map<string, Module>();
  readonly #merged: Module[] = [];

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

  /** Registers a sub-module whose names stand among this module's own, without a prefix. */
  protected merge<M extends Module>(module: M): M {
    this.#merged.push(module);
    return module;
  }

  #claim(name: string): void {
    if (this.#parameters.has(name) || this.#children.has(name)) throw this.#nameTaken(name);
  }

  #nameTaken(name: string): NnError {
    return new NnError('DUPLICATE_NAME', `${this.constructor.name} registers the name "${name}" twice`);
  }

  /** All weights and buffers by state-dict name: own arrays, then those of children, then of merged modules. */
  namedParameters(prefix = ''): Map<string, Parameter> {
    const all = new Map<string, Parameter>();
    for (const [name, parameter] of this.#listed(prefix)) {
      if (all.has(name)) throw this.#nameTaken(name);
      parameter.name = name;
      all.set(name, parameter);
    }
    return all;
  }

  *#listed(prefix: string): Iterable<[string, Parameter]> {
    for (const [name, parameter] of this.#parameters) yield [prefix + name, parameter];
    for (const [name, child] of this.#children) yield* child.namedParameters(`${prefix}${name}.`);
    for (const module of this.#merged) yield* module.namedParameters(prefix);
  }

  /**
   * All sub-modules by state-dict name, this one under `prefix` without its dot, outer ones first. Merged ones have no
   * name; what is inside of them has.
   */
  namedModules(prefix = ''): Map<string, Module> {
    const all = new Map<string, Module>([[prefix, this]]);
    for (const [name, child] of this.#children) {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      for (const [inner, module] of child.namedModules(path)) all.set(inner, module);
    }
    for (const merged of this.#merged) {
      for (const [path, module] of merged.namedModules(prefix)) if (module !== merged) all.set(path, module);
    }
    return all;
  }

  /** Weights that gradients are wanted for. */
  trainableParameters(): Map<string, Parameter> {
    return new Map([...this.namedParameters()].filter(([, parameter]) => parameter.trainable));
  }

  /**
   * Gives every parameter without a value its initial one. The numbers depend on the seed and the
   * parameter's name only, not on the order or presence of others.
   */
  initialize(seed: number): this {
    for (const [name, parameter] of this.namedParameters()) {
      parameter.initialize(seededRandom(deriveSeed(seed, name)));
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
    for (const module of [...this.#children.values(), ...this.#merged]) module.dispose();
  }
}
