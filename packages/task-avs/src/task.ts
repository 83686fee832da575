// Both settings as the registry knows them.
import { requireSizes, type TaskDefinition, type TaskSettings } from '@dg-sct/task';
import { AvsHead } from './head.ts';
import type { AvsSetting } from './settings.ts';

const SIZES = ['audioHidden', 'dim', 'temporalDim', 'feedForward', 'heads', 'gamma', 'maskSize'];

const definition = (setting: AvsSetting, description: string) =>
  ({
    name: `avs-${setting}`,
    description: `audio-visual segmentation: ${description}`,
    create: ({ visualDim, audioDim, segments, sizes = {} }: TaskSettings): AvsHead => {
      requireSizes(`avs-${setting}`, sizes, SIZES);
      // The encoders' widths double from stage to stage.
      const visualDims = [8, 4, 2, 1].map((divisor) => visualDim / divisor);
      return new AvsHead({ setting, visualDims, audioDim, segments, ...sizes });
    },
  }) satisfies TaskDefinition;

export const AVS_S4_TASK = definition('s4', 'the pixels of the one object that sounds, second by second');
export const AVS_MS3_TASK = definition('ms3', 'the pixels of all objects that sound, second by second');
