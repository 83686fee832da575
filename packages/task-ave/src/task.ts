// The task as the registry knows it.
import type { TaskDefinition, TaskSettings } from '@dg-sct/task';
import { AveError } from './errors.ts';
import { AveHead } from './head.ts';

const SIZES = ['visualHidden', 'audioHidden', 'dim', 'feedForward', 'heads', 'temporalGamma'] as const;

export const AVE_TASK: TaskDefinition = {
  name: 'ave',
  description: 'audio-visual event localization: the event that is both seen and heard, second by second',
  create: (settings: TaskSettings): AveHead => {
    const { sizes = {}, ...rest } = settings;
    const unknown = Object.keys(sizes).filter((name) => !(SIZES as readonly string[]).includes(name));
    if (unknown.length > 0) {
      throw new AveError(
        'BAD_OPTION',
        `the task ave has no size "${unknown.join('", "')}"; it has ${SIZES.join(', ')}`,
      );
    }
    return new AveHead({ ...rest, ...sizes });
  },
};
