// The meeting of pixels and sound, in evaluation, in training, and of pixels with themselves.
import { fillModule } from '@dg-sct/goldens';
import { Tpavi } from '@dg-sct/task-avs';
import type { EntryKind } from '../../part.ts';
import { has, numberIn } from '../../run/config.ts';
import { prefixOf } from './entry.ts';
import { clipsOf, framesOf } from './layout.ts';
import { checkRun } from './run.ts';

/** The keys' first parts. */
const RUNS = ['eval', 'train', 'vv_eval'] as const;

export const interaction: EntryKind = {
  what: 'interaction of pixels and sound',
  scope: 'module',
  fits: ({ config }) => has(config, 'in_channels', 'inter_channels', 'audio_dim'),
  check: async (report) => {
    const { config } = report.file;
    const segments = numberIn(config, 'T');
    const sizes = {
      dim: numberIn(config, 'in_channels'),
      innerDim: numberIn(config, 'inter_channels'),
      audioDim: numberIn(config, 'audio_dim'),
    };
    for (const name of RUNS) {
      const module = fillModule(new Tpavi(sizes), prefixOf(report.file, name));
      const alone = name === 'vv_eval';
      await checkRun(report, {
        name,
        module,
        inputs: alone ? ['x'] : ['x', 'audio'],
        forward: (input) => {
          const clips = input('x');
          const context = { training: name === 'train' };
          if (alone) {
            const map = module.forwardVisual(framesOf(clips), clips.shape[0] ?? 1, context);
            return { z: clipsOf(map, segments) };
          }
          const { map, audio } = module.forward(framesOf(clips), input('audio'), context);
          return { z: clipsOf(map, segments), audio_out: audio };
        },
      });
    }
  },
};
