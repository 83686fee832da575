// The first stage of question answering: whether a picture belongs to a second of sound.
import { row } from '@dg-sct/task';
import { GroundingNetwork } from '@dg-sct/task-avqa';
import { tensorNamed } from '@dg-sct/training';
import { examplesAt, framesOf, picturesOf, readClips, segmentsFrom, stacked } from '../batch.ts';
import { ConfusionCounts } from '../confusion.ts';
import type { Task } from '../task.ts';
import type { GroundingConfig } from './config.ts';
import type { GroundingExample } from './grounding-data.ts';
import { negativeFrames } from './negatives.ts';
import { predictGrounding } from './predict-grounding.ts';

export const AVQA_GROUNDING: Task<GroundingConfig, GroundingExample, GroundingNetwork> = {
  assemble({ model: { head }, training: { encoderTraining } }, _, encoders) {
    return new GroundingNetwork({ ...encoders, encoderTraining, head });
  },

  forward(network, inputs, context) {
    const [frames, audio] = [tensorNamed(inputs, 'frames'), tensorNamed(inputs, 'audio')];
    return network.forward({ frames, audio, negatives: tensorNamed(inputs, 'negatives') }, context).outputs;
  },

  async batch(split, indices, place) {
    const examples = examplesAt(split, indices);
    const clips = await readClips(split, indices);
    const moments = clips.map((clip, i) => segmentsFrom(clip, examples[i]?.segment ?? 0, 1));
    return {
      inputs: {
        frames: framesOf(moments),
        audio: stacked(moments, 'logmel'),
        negatives: await negativeFrames(split, indices, place, { count: 1, published: false }),
      },
      targets: {},
      names: examples.map(({ name }) => name),
    };
  },

  tally() {
    const confusion = new ConfusionCounts(['no match', 'match']);
    return {
      add(outputs, batch) {
        for (const [truth, name] of ['mismatches', 'matches'].entries()) {
          for (const i of batch.names.keys()) {
            const [no = 0, yes = 0] = row(outputs, name, i);
            confusion.add(truth, yes > no ? 1 : 0);
          }
        }
      },
      result() {
        const { total: pairs, correct } = confusion.overall;
        const value = (100 * correct) / pairs;
        return {
          score: { name: 'accuracy', value },
          rows: [],
          confusions: [confusion.matrix('pairs of picture and sound')],
          summary: (split) =>
            `accuracy on ${split}: ${value.toFixed(2)} % of ${pairs} pairs of picture and sound`,
        };
      },
    };
  },

  cases: ({ head }, outputs, examples, clips) =>
    head.decode(outputs).flatMap(({ match }, i) => {
      const [example, clip] = [examples[i], clips[i]];
      if (example === undefined || clip === undefined) return [];
      return {
        name: example.name,
        score: match,
        answer: `match (${Math.round(100 * match)} %)`,
        truth: 'match',
        pictures: [{ label: 'Frame', row: picturesOf(segmentsFrom(clip, example.segment, 1)) }],
      };
    }),

  /** Half of all pairs match. */
  trivialScore: async () => 50,
  predict: predictGrounding,
};
