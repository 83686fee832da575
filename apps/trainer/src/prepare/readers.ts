// The reader of each kind of material. Preparing threads load it, and no TensorFlow.js with it.
import { type MediaReader, openMediaReader } from '@dg-sct/media';
import { prepareExtracted } from '../tasks/ave/extracted.ts';
import { prepareLlp } from '../tasks/avvp/extracted.ts';
import { prepareClip } from './clip.ts';
import type { Material, MaterialReader } from './material.ts';

type Readers = { readonly [Kind in Material['kind']]: MaterialReader<Extract<Material, { kind: Kind }>> };

/** Opened by the first video. */
let reader: MediaReader | undefined;

const READERS: Readers = {
  video: async ({ path }, input) => {
    reader ??= await openMediaReader();
    return prepareClip(reader, path, { start: 0, end: input.segments * input.secondsPerSegment }, input);
  },
  extracted: prepareExtracted,
  llp: prepareLlp,
};

export const readMaterial: MaterialReader<Material> = (material, input) =>
  (READERS[material.kind] as MaterialReader<Material>)(material, input);
