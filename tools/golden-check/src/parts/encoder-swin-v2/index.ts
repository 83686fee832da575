// Swin V2: window attention, blocks and patch merging, whole models, and the resize in front of them.
import type { PartAdaptor } from '../../part.ts';
import { windowAttention } from './attention.ts';
import { blocks } from './block.ts';
import { model } from './model.ts';
import { resize } from './resize.ts';

export const encoderSwinV2: PartAdaptor = {
  part: 'encoder-swin-v2',
  kinds: [windowAttention, blocks, model, resize],
};
