// The DG-SCT layer in its published variants, temporal attention, and two encoders with all layers between them.
import type { PartAdaptor } from '../../part.ts';
import { interleaved } from './interleaved.ts';
import { layer } from './layer.ts';
import { temporal } from './temporal.ts';

export const dgSctAttention: PartAdaptor = {
  part: 'dg-sct-attention',
  kinds: [layer, temporal, interleaved],
};
