// What every checkpoint format offers once it is open: names, element types and shapes of its tensors at once, and
// each tensor's values when they are asked for. Formats implement it; nothing here reads a file.
import { CheckpointError } from './checkpoint-error.ts';
import type { Dtype } from './dtype.ts';
import type { HostTensor } from './host-tensor.ts';

export type CheckpointFormat = 'safetensors' | 'safetensors-sharded' | 'pytorch-zip' | 'pytorch-legacy';

/** What is known of a tensor before it is read. */
export interface TensorInfo {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** An open checkpoint. Reads may overlap in time; `close` when done. */
export interface CheckpointFile {
  readonly path: string;
  readonly format: CheckpointFormat;
  /** Every tensor of the state dict, in the order of the file. */
  readonly entries: ReadonlyMap<string, TensorInfo>;
  /** Keys that lead from the top of the file to the state dict, such as `['state_dict']`; empty if it is the top. */
  readonly location: readonly string[];
  /** Names of what lies beside the state dict, or in it without being a tensor. None of it can be read. */
  readonly leftOut: readonly string[];
  /** Throws `TENSOR_NOT_FOUND`, `TENSOR_TOO_LARGE`, `FILE_TRUNCATED`, `FILE_DAMAGED` or `FILE_UNREADABLE`. */
  read(name: string): Promise<HostTensor>;
  close(): Promise<void>;
}

/** The entry of `name`; throws `TENSOR_NOT_FOUND`. */
export function findEntry<E>(entries: ReadonlyMap<string, E>, name: string, path: string): E {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  throw new CheckpointError('TENSOR_NOT_FOUND', `'${path}' holds no tensor named '${name}'.`, { path });
}
