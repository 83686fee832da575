// The task as the registry knows it.
import { requireSizes, type TaskDefinition, type TaskSettings } from '@dg-sct/task';
import { AvvpHead } from './head.ts';

const SIZES = ['motionDim', 'dim', 'audioDepth', 'visualDepth', 'crossDepth', 'heads'];

export const AVVP_TASK = {
  name: 'avvp',
  description: 'audio-visual video parsing: which events are heard and which are seen, each with its seconds',
  create: ({ sizes = {}, ...rest }: TaskSettings): AvvpHead => {
    requireSizes('avvp', sizes, SIZES);
    return new AvvpHead({ ...rest, ...sizes });
  },
} satisfies TaskDefinition;
