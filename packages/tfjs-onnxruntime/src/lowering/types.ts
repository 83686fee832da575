// What the op table holds for each tfjs kernel.
import type { Value } from '../value.ts';

/** Attributes as tfjs passes them; each lowering knows its kernel's. */
export type KernelAttributes = Readonly<Record<string, unknown>>;

export interface KernelCall {
  readonly inputs: Readonly<Record<string, Value>>;
  readonly attributes: KernelAttributes;
}

/** Turns one kernel call into graph nodes. */
export type Lowering = (call: KernelCall) => Value | Value[];

/**
 * Where a gradient comes from: tfjs's registration for the kernel, the tfjs operation that calls the kernel (by a
 * custom gradient, or since it is made of other kernels), an operation of this package, or nowhere.
 */
export type GradientSource = 'tfjs' | 'operation' | 'own' | 'none';

/**
 * Dtype of a result: a fixed one, that of the first or second input, that of the first but int32 for truth values
 * (`counted`), or what the attribute `dtype` says.
 */
export type ResultType = 'float32' | 'int32' | 'bool' | 'first' | 'second' | 'counted' | 'attribute';

export interface KernelEntry {
  readonly lower: Lowering;
  readonly gradient: GradientSource;
  /** A list where results differ; a list of results of one kind has one rule. */
  readonly result: ResultType | readonly ResultType[];
}
