// Audio-visual question answering: questions to numbers, the question encoder, both heads and networks, the layer,
// pictures, accuracies, and the tables of the manifest.
import type { PartAdaptor } from '../../part.ts';
import { layer } from './layer.ts';
import { metrics } from './metrics.ts';
import { pictures } from './pictures.ts';
import { questionEncoder } from './question-encoder.ts';
import { questions } from './questions.ts';
import { stage1Head } from './stage1-head.ts';
import { stage1Network } from './stage1-network.ts';
import { stage2Head } from './stage2-head.ts';
import { stage2Network } from './stage2-network.ts';
import { tables } from './tables.ts';

export const taskAvqa: PartAdaptor = {
  part: 'task-avqa',
  kinds: [
    questions,
    questionEncoder,
    stage1Head,
    stage2Head,
    layer,
    stage1Network,
    stage2Network,
    metrics,
    pictures,
    tables,
  ],
};
