// The question encoder: its vector, the states of its LSTM, and all gradients.
import { fillModule, goldenInput } from '@dg-sct/goldens';
import { Lstm } from '@dg-sct/nn';
import { QuestionEncoder } from '@dg-sct/task-avqa';
import type { EntryKind } from '../../part.ts';
import { has, numberIn } from '../../run/config.ts';
import { Recording } from '../../run/record.ts';
import { integersOf } from './inputs.ts';
import { compareRun } from './module-run.ts';

export const questionEncoder: EntryKind = {
  what: 'question encoder',
  scope: 'module',
  fits: ({ config }) => has(config, 'word_embed_size', 'embed_size', 'hidden_size'),
  check: async (report) => {
    const { file } = report;
    const encoder = new QuestionEncoder({
      words: numberIn(file.config, 'vocab'),
      wordDim: numberIn(file.config, 'word_embed_size'),
      hidden: numberIn(file.config, 'hidden_size'),
      layers: numberIn(file.config, 'num_layers'),
      dim: numberIn(file.config, 'embed_size'),
    });
    fillModule(encoder, file.prefix);
    const lstm = encoder.namedModules().get('lstm');
    if (!(lstm instanceof Lstm)) throw new RangeError('the question encoder has no LSTM');
    const recording = new Recording(encoder);
    const question = goldenInput(file, 'question');
    await compareRun(report, {
      module: encoder,
      parameterPrefix: '',
      forward: () => {
        const feature = encoder.forward(integersOf(question));
        const { sequence, hidden, cell } = lstm.run(recording.output('word2vec').tanh());
        return {
          'out.qst_feature': feature,
          'mid.h': hidden,
          'mid.c': cell,
          'mid.seq': sequence.transpose([1, 0, 2]),
        };
      },
    });
  },
};
