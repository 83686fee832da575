// Audio-visual event localization: which event is both heard and seen, second by second.
import { AVE_NAMES, AveNetwork } from '@dg-sct/task-ave';
import { tensorNamed } from '@dg-sct/training';
import { examplesAt, framesOf, readClips, stacked } from '../batch.ts';
import { layersOf } from '../layers.ts';
import type { Task } from '../task.ts';
import { aveCases } from './cases.ts';
import { aveClipFunction } from './clip-function.ts';
import type { AveConfig } from './config.ts';
import type { AveExample } from './data.ts';
import { predictAve } from './predict.ts';
import { aveTally, majorityAccuracy } from './tally.ts';

export const AVE: Task<AveConfig, AveExample, AveNetwork> = {
  published: { names: AVE_NAMES, preset: 'ave-paper' },

  assemble(config, classes, encoders) {
    const { model, input, training } = config;
    const { gamma, ...temporalOptions } = model.temporal;
    const { losses } = training;
    return new AveNetwork({
      ...encoders,
      ...layersOf(config),
      head: {
        ...temporalOptions,
        temporalGamma: gamma,
        gateLoss: losses.gate,
        clipClass: losses.clipClass,
        classes,
        segments: input.segments,
      },
    });
  },

  forward(network, inputs, context) {
    const [frames, audio] = [tensorNamed(inputs, 'frames'), tensorNamed(inputs, 'audio')];
    return network.forward({ frames, audio }, context).outputs;
  },

  async batch(split, indices) {
    const clips = await readClips(split, indices);
    const examples = examplesAt(split, indices);
    return {
      inputs: { frames: framesOf(clips), audio: stacked(clips, 'logmel') },
      targets: {
        segments: {
          shape: [examples.length, examples[0]?.labels.length ?? 0],
          data: Int32Array.from(examples.flatMap(({ labels }) => labels)),
        },
      },
      names: examples.map(({ name }) => name),
    };
  },

  tally: aveTally,
  cases: aveCases,
  trivialScore: async (train, test) => majorityAccuracy(train, test),
  predict: predictAve,
  clipFunction: (network, { input }) => aveClipFunction(network, input),
};
