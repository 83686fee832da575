// Both settings as the registry knows them.
import type { TaskDefinition, TaskSettings } from '@dg-sct/task';
import { AvsError } from './errors.ts';
import { AvsHead } from './head.ts';
import type { AvsSetting } from './settings.ts';

const SIZES = ['audioHidden', 'dim', 'temporalDim', 'feedForward', 'heads', 'gamma', 'maskSize'] as const;

const definition = (setting: AvsSetting, description: string): TaskDefinition => ({
  name: `avs-${setting}`,
  description: `audio-visual segmentation: ${description}`,
  create: ({ visualDim, audioDim, segments, sizes = {} }: TaskSettings): AvsHead => {
    const unknown = Object.keys(sizes).filter((name) => !(SIZES as readonly string[]).includes(name));
    if (unknown.length > 0) {
      throw new AvsError(
        'BAD_OPTION',
        `the task avs-${setting} has no size "${unknown.join('", "')}"; it has ${SIZES.join(', ')}`,
      );
    }
    // The encoders' widths double from stage to stage.
    const visualDims = [8, 4, 2, 1].map((divisor) => visualDim / divisor);
    return new AvsHead({ setting, visualDims, audioDim, segments, ...sizes });
  },
});

export const AVS_S4_TASK = definition('s4', 'the pixels of the one object that sounds, second by second');
export const AVS_MS3_TASK = definition('ms3', 'the pixels of all objects that sound, second by second');
