// Video parsing: the modules of the grouping network, the head with its losses, training, the whole network, the
// metrics and the pictures that go in.
import type { PartAdaptor } from '../../part.ts';
import { adamSteps } from './adam.ts';
import { annotations } from './annotations.ts';
import { frames } from './frames.ts';
import { head } from './head.ts';
import { losses } from './losses.ts';
import { edgeCases, syntheticMaps } from './metrics.ts';
import { MODULES } from './modules.ts';
import { network } from './network.ts';

export const taskAvvp: PartAdaptor = {
  part: 'task-avvp',
  kinds: [...MODULES, adamSteps, network, head, losses, frames, syntheticMaps, edgeCases, annotations],
};
