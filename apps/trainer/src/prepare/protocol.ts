// What a preparing thread is told and what it answers.
import type { AveMaterial } from '@dg-sct/datasets';
import type { InputConfig } from '../config/schema.ts';
import type { ClipTensors } from './clip.ts';

/** Given once, at the start of a thread. */
export interface WorkerSettings {
  readonly input: InputConfig;
}

/** A message to the thread: the clip to prepare next. */
export interface WorkerRequest {
  readonly material: AveMaterial;
}

/** The tensors, or why there are none. */
export type PreparedOutcome = { readonly tensors: ClipTensors } | { readonly reason: string };
