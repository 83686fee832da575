// Ways to call a whole encoder in evaluation: a short clip repeated, a long one in averaged parts, either loss.
import { Htsat } from '@dg-sct/encoder-htsat';
import { fillModule, goldenInput } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import type { EntryKind } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';
import { has } from '../../run/config.ts';
import { evaluate, tensorOf } from '../../run/evaluate.ts';
import { htsatConfigOf, lossTypeOf } from './config.ts';
import { namedOutputs } from './outputs.ts';

export const callModes: EntryKind = {
  what: 'call modes',
  scope: 'network',
  fits: ({ config, inputs }) =>
    has(config, 'embed_dim', 'depths') && inputs.some(({ raw }) => raw.infer_mode !== undefined),
  check: async (report) => {
    const { file } = report;
    for (const { name, raw } of file.inputs) {
      const config = htsatConfigOf(file.config, lossTypeOf(raw.loss_type ?? file.config.loss_type));
      const model = fillModule(new Htsat(config), file.prefix);
      const outputs = await evaluate(() => {
        const decibels = model.logMel(tensorOf(goldenInput(file, name)));
        return namedOutputs(model.forward(decibels, EVAL, { repeat: raw.infer_mode === true }));
      });
      compareStored(
        report,
        [...outputs].map(([key, values]) => [`${name}.${key}`, values]),
      );
    }
  },
};
