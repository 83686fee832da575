// Both stages as the registry knows them.
import { requireSizes, type TaskDefinition, type TaskSettings } from '@dg-sct/task';
import { GroundingHead } from './grounding-head.ts';
import { AvqaHead } from './head.ts';

export const AVQA_TASK = {
  name: 'avqa',
  description: 'audio-visual question answering: the answer to a question about what is seen and heard',
  create: ({ classes, sizes = {}, visualDim, audioDim }: TaskSettings): AvqaHead => {
    requireSizes('avqa', sizes, ['words', 'heads', 'dropout']);
    return new AvqaHead({ ...sizes, answers: classes, visualDim, audioDim });
  },
} satisfies TaskDefinition;

export const AVQA_GROUNDING_TASK = {
  name: 'avqa-grounding',
  description: 'the first stage of avqa: whether a picture belongs to a second of sound',
  create: ({ sizes = {}, visualDim, audioDim }: TaskSettings): GroundingHead => {
    requireSizes('avqa-grounding', sizes, []);
    return new GroundingHead({ visualDim, audioDim });
  },
} satisfies TaskDefinition;
