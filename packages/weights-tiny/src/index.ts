// Where the tiny encoders' weights lie, and what they are: configuration,
// classes and scores as the command that trained them wrote them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type TinyEncoderName = 'swin-v2' | 'htsat';

export interface TinyWeights {
  /** The safetensors file. Tables that follow from the configuration (masks, indices, STFT and mel kernels) are not in it. */
  readonly path: string;
  /** Configuration of the encoder, as its package takes it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The command that made the file. */
  readonly command: string;
  /** Top-1 accuracy on renderings never trained on, by set. */
  readonly scores: Readonly<Record<string, number>>;
}

/** The weights of one encoder. */
export function tinyWeights(encoder: TinyEncoderName): TinyWeights {
  const file = (extension: string): string =>
    fileURLToPath(new URL(`../weights/${encoder}.${extension}`, import.meta.url));
  const card = JSON.parse(readFileSync(file('json'), 'utf8')) as Omit<TinyWeights, 'path'>;
  return { ...card, path: file('safetensors') };
}
