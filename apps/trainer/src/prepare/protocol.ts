// What a preparing process is told and what it answers.
import type { InputConfig } from '../config/sections.ts';
import type { Material, Tensors } from './material.ts';

/** A message to the process: the clip to prepare next. */
export interface PrepareRequest {
  readonly material: Material;
  readonly input: InputConfig;
}

/** The tensors, or why there are none. */
export type PreparedOutcome = { readonly tensors: Tensors } | { readonly reason: string };
