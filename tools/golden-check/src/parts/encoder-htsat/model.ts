// Whole encoders: every intermediate, the outputs, and gradients down to samples and Fourier kernels.
import { type Attended, Htsat } from '@dg-sct/encoder-htsat';
import { fillModule } from '@dg-sct/goldens';
import type { EntryKind } from '../../part.ts';
import { compareGradients, compareState, compareStored, compareUnreached } from '../../run/compare.ts';
import { has } from '../../run/config.ts';
import { inputParameter, runGolden } from '../../run/differentiate.ts';
import type { Tensors } from '../../run/evaluate.ts';
import { Recording } from '../../run/record.ts';
import { htsatConfigOf, lossTypeOf } from './config.ts';
import { namedOutputs } from './outputs.ts';

export const model: EntryKind = {
  what: 'whole encoder',
  scope: 'network',
  fits: ({ config }) => has(config, 'spec_size', 'embed_dim', 'depths', 'loss_type'),
  check: async (report) => {
    const { file } = report;
    const config = htsatConfigOf(file.config, lossTypeOf(file.config.loss_type));
    const htsat = fillModule(new Htsat(config), file.prefix).setTrainable(true);
    const recording = new Recording(htsat);
    const audio = inputParameter(file, 'audio');
    const parameters = htsat.trainableParameters();
    const { outputs, gradients } = await runGolden(
      file,
      () => {
        const output = htsat.forward(htsat.logMel(audio.value), { training: file.mode === 'train' });
        return { ...namedOutputs(output), ...intermediates(htsat, recording) };
      },
      new Map([['audio', audio], ...parameters]),
    );
    compareStored(report, outputs);
    compareGradients(report, gradients);
    compareUnreached(
      report,
      [...parameters.keys()].filter((name) => !gradients.has(name)),
    );
    await compareState(report, htsat, 'after.');
  },
};

function intermediates(htsat: Htsat, recording: Recording): Tensors {
  const stages = recording.names.flatMap((name): [string, Tensors[string]][] => {
    if (/^layers\.\d+\.downsample$/.test(name)) return [[name, recording.output(name)]];
    if (!/^layers\.\d+\.blocks\.\d+$/.test(name)) return [];
    const { tokens, attention } = recording.output<Attended>(name);
    return [
      [name, tokens],
      [`${name}.attn`, attention],
    ];
  });
  return {
    spectrogram: recording.output('spectrogram_extractor'),
    logmel: recording.output('logmel_extractor'),
    bn0: recording.output('bn0'),
    image: recording.input('patch_embed'),
    patch_embed: recording.output('patch_embed'),
    ...Object.fromEntries(stages),
    norm: recording.output('norm'),
    token_map: htsat.head.unfold(recording.input('tscam_conv')).transpose([0, 3, 2, 1]),
    tscam: recording.output('tscam_conv').transpose([0, 2, 1]),
  };
}
