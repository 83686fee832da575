// Audio-visual question answering: the answer to a question about what is seen and heard in a video.
import type { HostArray } from '@dg-sct/task';
import { AVQA_NAMES, AvqaNetwork, REPEATED_QUESTION } from '@dg-sct/task-avqa';
import { tensorNamed } from '@dg-sct/training';
import { examplesAt, framesOf, readClips, stacked } from '../batch.ts';
import { layersOf } from '../layers.ts';
import type { Task } from '../task.ts';
import { avqaCases } from './cases.ts';
import type { AvqaConfig } from './config.ts';
import type { AvqaExample } from './data.ts';
import { beginWithGrounding } from './first-stage.ts';
import { negativeFrames } from './negatives.ts';
import { predictAvqa } from './predict.ts';
import { avqaTally } from './tally.ts';
import { majorityAnswer, majorityAnswerByType } from './trivial.ts';

export const AVQA: Task<AvqaConfig, AvqaExample, AvqaNetwork> = {
  published: { names: AVQA_NAMES, preset: 'avqa-paper' },
  asks: true,

  assemble(config, answers, encoders) {
    const { model, training } = config;
    return new AvqaNetwork({
      ...encoders,
      ...layersOf(config),
      negativesThrough: training.negativesThrough,
      head: { ...model.head, answers },
    });
  },

  async begin(network, { training: { groundingCheckpoint } }) {
    if (groundingCheckpoint !== undefined) await beginWithGrounding(network, groundingCheckpoint);
  },

  forward(network, inputs, context) {
    const [frames, audio] = [tensorNamed(inputs, 'frames'), tensorNamed(inputs, 'audio')];
    const question = tensorNamed(inputs, 'question');
    const { negatives } = inputs;
    return network.forward({ frames, audio, question, ...(negatives && { negatives }) }, context).outputs;
  },

  async batch(split, indices, place) {
    const clips = await readClips(split, indices);
    const examples = examplesAt(split, indices);
    const frames = framesOf(clips);
    return {
      inputs: {
        frames,
        audio: stacked(clips, 'logmel'),
        question: questionsOf(examples),
        // Answers do not depend on them, so only training, which has a loss for them, draws some.
        ...(place.epoch === undefined
          ? {}
          : {
              negatives: await negativeFrames(split, indices, place, {
                count: (frames.shape[0] ?? 0) / examples.length,
                published: examples[0]?.negatives === 'published',
              }),
            }),
      },
      targets: targetsOf(examples),
      names: examples.map(({ name }) => name),
    };
  },

  tally: avqaTally,
  cases: avqaCases,
  trivialScore: async (train, test) => majorityAnswer(train, test),
  stricterTrivial: async (train, test) => ({
    name: 'most frequent answer of each type',
    value: majorityAnswerByType(train, test),
  }),
  predict: predictAvqa,
};

/** `[B, Q, L]`; where an example has fewer than Q questions, its first ones stand for the others once more. */
function questionsOf(examples: readonly AvqaExample[]): HostArray {
  const ids = placed(examples).map(({ question }) => [...(question?.ids ?? [])]);
  const shape = [examples.length, examples[0]?.places ?? 1, ids[0]?.length ?? 0];
  return { data: Int32Array.from(ids.flat()), shape };
}

/** `[B*Q]` each. */
function targetsOf(examples: readonly AvqaExample[]): { answer: HostArray; type: HostArray } {
  const all = placed(examples);
  const numbers = (values: readonly number[]): HostArray => ({
    data: Int32Array.from(values),
    shape: [values.length],
  });
  return {
    answer: numbers(all.map(({ question }) => question?.answer ?? 0)),
    type: numbers(
      all.map(({ question, isRepeated }) => (isRepeated ? REPEATED_QUESTION : (question?.type ?? 0))),
    ),
  };
}

/** What is asked at each of a batch's places. */
const placed = (examples: readonly AvqaExample[]) =>
  examples.flatMap(({ questions, places }) =>
    Array.from({ length: places }, (_, k) => ({
      question: questions[k % questions.length],
      isRepeated: k >= questions.length,
    })),
  );
