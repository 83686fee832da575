// HTS-AT: the front end with and without its augmentations, folding, blocks, whole encoders and ways to call them.
import type { PartAdaptor } from '../../part.ts';
import { blocks } from './block.ts';
import { callModes } from './call-modes.ts';
import { folding } from './folding.ts';
import { frontEnd } from './front-end.ts';
import { frontEndTraining } from './front-end-training.ts';
import { model } from './model.ts';

export const encoderHtsat: PartAdaptor = {
  part: 'encoder-htsat',
  kinds: [blocks, folding, frontEnd, frontEndTraining, callModes, model],
};
