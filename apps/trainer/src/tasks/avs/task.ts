// Audio-visual segmentation: which pixels sound, second by second, in the settings S4 and MS3 of AVSBench.
import { AVS_NAMES, type AvsSetting } from '@dg-sct/task-avs';
import { tensorNamed } from '@dg-sct/training';
import { examplesAt, framesOf, readClips, stacked } from '../batch.ts';
import type { Task, WholeEncoders } from '../task.ts';
import { avsCases } from './cases.ts';
import { avsClipFunction } from './clip-function.ts';
import type { AvsConfig } from './config.ts';
import type { AvsExample } from './data.ts';
import { AvsTrainedNetwork } from './network.ts';
import { predictAvs } from './predict.ts';
import { AvsTally, wholePictureScore } from './tally.ts';

type AvsTask = Task<AvsConfig, AvsExample, AvsTrainedNetwork>;

const taskOf = (setting: AvsSetting): AvsTask => ({
  published: { names: AVS_NAMES, preset: `avs-${setting}-paper` },

  // Kept features are refused by the schema: the decoder reads every stage.
  assemble(config, _classes, encoders: WholeEncoders) {
    return new AvsTrainedNetwork(setting, config, encoders);
  },

  forward(network, inputs, context) {
    const [frames, audio] = [tensorNamed(inputs, 'frames'), tensorNamed(inputs, 'audio')];
    return network.answer({ frames, audio }, context).outputs;
  },

  async batch(split, indices) {
    const clips = await readClips(split, indices);
    const sound = clips.some((clip) => 'samples' in clip) ? 'samples' : 'logmel';
    const masks = stacked(clips, 'masks');
    const [frames = 0, ...size] = masks.shape;
    return {
      inputs: { frames: framesOf(clips), audio: stacked(clips, sound) },
      targets: { masks: { data: masks.data, shape: [clips.length, frames / clips.length, ...size] } },
      names: examplesAt(split, indices).map(({ name }) => name),
    };
  },

  tally: (_network, split) => new AvsTally(split),
  cases: (_network, outputs, examples, clips) => avsCases(outputs, examples, clips),
  trivialScore: (_train, test) => wholePictureScore(test),
  predict: predictAvs,
  predictsFiles: true,
  clipFunction: (network, { input }) => avsClipFunction(network, input),
});

export const AVS_S4 = taskOf('s4');
export const AVS_MS3 = taskOf('ms3');
