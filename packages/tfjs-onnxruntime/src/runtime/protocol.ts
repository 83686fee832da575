// Messages between the program's thread and the worker that owns ONNX Runtime.
import type { ExternalData } from '../onnx/model.ts';
import type { ElementType, HostArray } from '../value.ts';

export interface HostTensor {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly data: HostArray;
}

export interface SessionRequest {
  readonly kind: 'session';
  readonly session: number;
  readonly model: Uint8Array;
  readonly externalData: readonly ExternalData[];
  readonly inputs: readonly string[];
  readonly options: SessionSettings;
}

export interface SessionSettings {
  /** Execution providers in order of wish. */
  readonly executionProviders: readonly string[];
  readonly threads: number;
}

export interface RunRequest {
  readonly kind: 'run';
  readonly session: number;
  readonly inputs: readonly (HostTensor | { readonly cell: number })[];
  /** For each output the cell that takes it, or undefined to return it. */
  readonly outputs: readonly (number | undefined)[];
  /** Positions of outputs that are written where their cells' old values lie, which a run that fails leaves lost. */
  readonly overwritten?: readonly number[];
}

export type Request =
  | SessionRequest
  | RunRequest
  | { readonly kind: 'set'; readonly cell: number; readonly tensor: HostTensor }
  | { readonly kind: 'get'; readonly cell: number }
  | { readonly kind: 'copy'; readonly cell: number; readonly to: number }
  | { readonly kind: 'drop'; readonly cell: number }
  | { readonly kind: 'release'; readonly session: number };

export interface Envelope {
  readonly id: number;
  readonly request: Request;
}

export type Reply =
  | { readonly id: number; readonly tensors: readonly HostTensor[] }
  | { readonly id: number; readonly error: string };
