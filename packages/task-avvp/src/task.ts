// The task as the registry knows it.
import { knownSizes, type TaskDefinition } from '@dg-sct/task';
import { AvvpHead } from './head.ts';

const SIZES = ['motionDim', 'dim', 'audioDepth', 'visualDepth', 'crossDepth', 'heads'];

export const AVVP_TASK: TaskDefinition = {
  name: 'avvp',
  description: 'audio-visual video parsing: which events are heard and which are seen, each with its seconds',
  create: (settings) => new AvvpHead({ ...settings, ...knownSizes('avvp', settings, SIZES) }),
};
