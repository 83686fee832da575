// What is known of a model whose checkpoints can be told: its names, and the module that a file of certain shapes belongs
// to. Modules are built for their state dicts alone and never get values.
import type { ModelNames, Wanted } from '@dg-sct/checkpoint';
import type { Module } from '@dg-sct/nn';

export type Shapes = ReadonlyMap<string, readonly number[]>;

/** A module that a file may hold. */
export interface KnownModule extends Wanted {
  /** Published models of these sizes; several where shapes do not tell them apart. */
  readonly variants: readonly string[];
  /** What shapes tell of the configuration. */
  readonly sizes: Readonly<Record<string, unknown>>;
}

export interface KnownModel {
  /** As `--as` takes it. */
  readonly name: string;
  /** For a person. */
  readonly title: string;
  readonly names: ModelNames;
  /** The module that tensors of these names and shapes belong to, if it is this model. */
  moduleOf(shapes: Shapes): KnownModule | undefined;
}

/** A module that is wanted for its names and shapes. */
export const wantedOf = (module: Module): Wanted => ({
  shapes: new Map([...module.namedParameters()].map(([name, { shape }]) => [name, shape])),
});
