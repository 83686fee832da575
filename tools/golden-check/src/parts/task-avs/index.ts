// Audio-visual segmentation: the decoder's parts and the whole of it, layers, networks, losses, scores, training steps.
import type { PartAdaptor } from '../../part.ts';
import { decoder } from './decoder.ts';
import { fusion } from './fusion.ts';
import { interaction } from './interaction.ts';
import { layers } from './layers.ts';
import { losses } from './losses.ts';
import { metrics } from './metrics.ts';
import { multiDilation } from './multi-dilation.ts';
import { network } from './network.ts';
import { preprocessing } from './preprocessing.ts';
import { resizing } from './resizing.ts';
import { saturation } from './saturation.ts';
import { temporal } from './temporal.ts';
import { training } from './training.ts';

export const taskAvs: PartAdaptor = {
  part: 'task-avs',
  kinds: [
    multiDilation,
    interaction,
    fusion,
    resizing,
    layers,
    temporal,
    decoder,
    losses,
    saturation,
    metrics,
    preprocessing,
    network,
    training,
  ],
};
