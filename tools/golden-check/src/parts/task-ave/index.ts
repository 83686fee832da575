// Audio-visual event localization: the head and its modules, losses, metric, training, whole networks, frames and
// the data set.
import type { PartAdaptor } from '../../part.ts';
import { dataset } from './dataset.ts';
import { interaction, supervised, weak } from './heads.ts';
import { losses } from './losses.ts';
import { metric } from './metric.ts';
import { network } from './network.ts';
import { networkTraining } from './network-training.ts';
import { preprocessing } from './preprocessing.ts';
import { trainLoop } from './train-loop.ts';

export const taskAve: PartAdaptor = {
  part: 'task-ave',
  kinds: [
    networkTraining,
    network,
    trainLoop,
    losses,
    metric,
    supervised,
    interaction,
    weak,
    preprocessing,
    dataset,
  ],
};
