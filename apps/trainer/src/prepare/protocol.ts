// What a preparing thread is told and what it answers.
import type { InputConfig } from '../config/sections.ts';
import type { Material, Tensors } from './material.ts';

/** Given once, at the start of a thread. */
export interface WorkerSettings {
  readonly input: InputConfig;
}

/** A message to the thread: the clip to prepare next. */
export interface WorkerRequest {
  readonly material: Material;
}

/** The tensors, or why there are none. */
export type PreparedOutcome = { readonly tensors: Tensors } | { readonly reason: string };
