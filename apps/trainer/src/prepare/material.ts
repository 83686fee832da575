// What the tensors of a clip are made from on disk. What is published as extracted from videos lies differently in each
// data set, so each has a reader of its own.
import type { HostTensor } from '@dg-sct/checkpoint';
import type { AveMaterial, AvsBenchSample, LlpSample } from '@dg-sct/datasets';
import type { InputConfig } from '../config/sections.ts';

export type AveExtracted = Extract<AveMaterial, { kind: 'extracted' }>;

/** What is published of a clip of LLP: its ten pictures, its sound, and motion features where they are asked for. */
export interface LlpExtracted {
  readonly kind: 'llp';
  readonly frames: LlpSample['frames'];
  readonly wave: string;
  /** A file, and how many features it must have for each second. */
  readonly motion?: { readonly file: string; readonly width: number };
}

/** Of MUSIC-AVQA: pictures in the order of time, and the file of ten seconds of sound. */
export interface AvqaExtracted {
  readonly kind: 'avqa-extracted';
  readonly frames: readonly string[];
  readonly wave: string;
}

/** A video of any length, of which ten seconds are taken. */
interface AvqaVideo {
  readonly kind: 'avqa-video';
  readonly path: string;
}

export type AvqaMaterial = AvqaExtracted | AvqaVideo;

/** Pictures, masks and sound of one clip of AVSBench. */
export interface AvsExtracted extends Pick<AvsBenchSample, 'frames' | 'masks' | 'wave'> {
  readonly kind: 'avsbench';
}

export type Material =
  | Extract<AveMaterial, { kind: 'video' }>
  | AveExtracted
  | LlpExtracted
  | AvsExtracted
  | AvqaMaterial;

/** By name; `frames` and `logmel` as in `ClipTensors`, and what else a task needs of a clip. */
export type Tensors = Readonly<Record<string, HostTensor>>;

/** How a preparing process makes tensors of a material. @throws errors whose message says what is wrong with the clip. */
export type MaterialReader<M extends Material> = (material: M, input: InputConfig) => Promise<Tensors>;
