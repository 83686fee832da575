// Puts the fill rule's values into a module, under its own state-dict names.
import type { Module } from '@dg-sct/nn';
import { fill } from './fill.ts';

export interface FillOptions {
  /** Further names that keep the value the module computes for itself. */
  readonly keep?: (name: string) => boolean;
  /** Name to what becomes of each filled value; the result is rounded to float32. */
  readonly overrides?: Readonly<Record<string, (filled: number) => number>>;
}

/** Buffers that the encoders compute rather than learn: masks, index tables, spectrogram and mel kernels. */
const COMPUTED =
  /(^|\.)(attn_mask|relative_position_index|relative_coords_table|k_bias|melW|stft\.conv_(real|imag)\.weight)$/;

/** Whether every golden leaves the value under this state-dict name to the module. */
export const isComputed = (name: string): boolean => COMPUTED.test(name);

/**
 * Sets every float parameter and buffer to fill(prefix + name). Integer buffers, computed ones and those of `keep`
 * get the module's own initial value. Returns the module. Throws where an override names nothing.
 */
export function fillModule<M extends Module>(module: M, prefix: string, options: FillOptions = {}): M {
  const { keep = () => false, overrides = {} } = options;
  const parameters = module.namedParameters();
  const unknown = Object.keys(overrides).filter((name) => !parameters.has(name));
  if (unknown.length > 0) throw new RangeError(`The module has no parameter named ${unknown.join(', ')}.`);
  for (const [name, parameter] of parameters) {
    if (parameter.dtype !== 'float32' || isComputed(name) || keep(name)) continue;
    const values = fill(prefix + name, parameter.shape);
    const override = overrides[name];
    parameter.set(override ? values.map(override) : values);
  }
  return module.initialize(0);
}
