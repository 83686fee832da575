// The task as the registry knows it.
import { requireSizes, type TaskDefinition, type TaskSettings } from '@dg-sct/task';
import { AveHead } from './head.ts';

const SIZES = ['visualHidden', 'audioHidden', 'dim', 'feedForward', 'heads', 'temporalGamma'];

export const AVE_TASK = {
  name: 'ave',
  description: 'audio-visual event localization: the event that is both seen and heard, second by second',
  create: ({ sizes = {}, ...rest }: TaskSettings): AveHead => {
    requireSizes('ave', sizes, SIZES);
    return new AveHead({ ...rest, ...sizes });
  },
} satisfies TaskDefinition;
