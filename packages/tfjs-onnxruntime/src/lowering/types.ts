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

/** Where the kernel's gradient comes from: tfjs's own registration, an op of this package, or none exists. */
type GradientSource = 'tfjs' | 'own' | 'none';

export interface KernelEntry {
  readonly lower: Lowering;
  readonly gradient: GradientSource;
}
