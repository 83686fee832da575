// Both stages as the registry knows them.
import { knownSizes, type TaskDefinition, type TaskSettings } from '@dg-sct/task';
import { GroundingHead } from './grounding-head.ts';
import { AvqaHead } from './head.ts';

export const AVQA_TASK = {
  name: 'avqa',
  description: 'audio-visual question answering: the answer to a question about what is seen and heard',
  create: (settings: TaskSettings): AvqaHead => {
    const { classes: answers, visualDim, audioDim } = settings;
    const sizes = knownSizes('avqa', settings, ['words', 'heads', 'dropout']);
    return new AvqaHead({ ...sizes, answers, visualDim, audioDim });
  },
} satisfies TaskDefinition;

export const AVQA_GROUNDING_TASK = {
  name: 'avqa-grounding',
  description: 'the first stage of avqa: whether a picture belongs to a second of sound',
  create: (settings: TaskSettings): GroundingHead => {
    const { visualDim, audioDim } = settings;
    return new GroundingHead({ ...knownSizes('avqa-grounding', settings, []), visualDim, audioDim });
  },
} satisfies TaskDefinition;
