// One named array of a module: a trainable or frozen weight, or a buffer such
// as running statistics. Values arrive late (`set`, or the initialiser), so
// that loading a checkpoint never draws random numbers first.
import * as tf from '@tensorflow/tfjs';
import { NnError } from './errors.ts';
import { type Initializer, sizeOf } from './init.ts';
import type { Random } from './random.ts';

export interface ParameterOptions {
  readonly init: Initializer;
  readonly dtype?: 'float32' | 'int32';
  /** A buffer is saved with the module but never trained. */
  readonly buffer?: boolean;
}

export class Parameter {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly buffer: boolean;
  readonly #init: Initializer;
  #trainable: boolean;
  #variable: tf.Variable | undefined;
  #name = 'an unnamed parameter';
  #template: Parameter | undefined;

  constructor(shape: readonly number[], options: ParameterOptions) {
    this.shape = [...shape];
    this.dtype = options.dtype ?? 'float32';
    this.buffer = options.buffer ?? false;
    this.#init = options.init;
    this.#trainable = !this.buffer;
  }

  /** State-dict name below the outermost module that listed it; for messages. */
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
  }

  /** The name that decides the initial value: its own, or that of the parameter it starts as a copy of. */
  get initialName(): string {
    return this.#template?.initialName ?? this.#name;
  }

  /** Starts with the initial value of `template`, which has the same initialiser and belongs to the same outermost module. */
  startAs(template: Parameter): void {
    this.#template = template;
  }

  get trainable(): boolean {
    return this.#trainable;
  }

  set trainable(trainable: boolean) {
    this.#trainable = trainable && !this.buffer;
    if (this.#variable !== undefined) this.#variable.trainable = this.#trainable;
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  get initialized(): boolean {
    return this.#variable !== undefined;
  }

  /** The tensor to compute with. Throws while no value has been set. */
  get value(): tf.Variable {
    if (this.#variable === undefined) {
      throw new NnError(
        'UNINITIALIZED',
        `${this.#name} has no value yet; call initialize(seed) on its module or load a checkpoint first`,
      );
    }
    return this.#variable;
  }

  /** Sets the value from host memory. The array is kept, not copied: do not change it afterwards. */
  set(data: Float32Array | Int32Array): void {
    if (data.length !== this.size) {
      throw new NnError(
        'BAD_SHAPE',
        `${this.#name} has shape [${this.shape}] (${this.size} values) but was given ${data.length} values`,
      );
    }
    const tensor = tf.tensor(data, [...this.shape], this.dtype);
    if (this.#variable === undefined) {
      this.#variable = tf.variable(tensor, this.#trainable);
    } else {
      this.#variable.assign(tensor);
    }
    tensor.dispose();
  }

  /** Draws the initial value where none has been set. */
  initialize(random: Random): void {
    if (this.#variable === undefined) this.set(this.#init(this.shape, random));
  }

  /** Replaces the value inside a computation (running statistics, optimizer steps). */
  assign(tensor: tf.Tensor): void {
    this.value.assign(tensor);
  }

  /** The value in host memory. */
  async read(): Promise<Float32Array | Int32Array> {
    return (await this.value.data()) as Float32Array | Int32Array;
  }

  dispose(): void {
    this.#variable?.dispose();
    this.#variable = undefined;
  }
}
