// The task as the registry knows it.
import { knownSizes, type TaskDefinition, type TaskSettings } from '@dg-sct/task';
import { AveHead } from './head.ts';

const SIZES = ['visualHidden', 'audioHidden', 'dim', 'feedForward', 'heads', 'temporalGamma'];

export const AVE_TASK = {
  name: 'ave',
  description: 'audio-visual event localization: the event that is both seen and heard, second by second',
  create: (settings: TaskSettings): AveHead =>
    new AveHead({ ...settings, ...knownSizes('ave', settings, SIZES) }),
} satisfies TaskDefinition;
