// The names that HTS-AT's tensors have in others' files, as substitutions that lead to this package's, which are those of
// the published code (spec: encoder-htsat section 5). Data only.
import type { ModelNames } from '@dg-sct/checkpoint';

export const HTSAT_NAMES: ModelNames = {
  namings: [
    { name: 'the published code' },
    { name: 'Lightning', prefix: 'sed_model.' },
    { name: 'the audio encoder of a DG-SCT checkpoint', prefix: 'htsat.' },
  ],
  // Some published files hold averages of several trainings, and with them a counter that is no whole number.
  unused: [/\.attn_mask$/, /\.relative_position_index$/, /^bn0\.num_batches_tracked$/],
  // DG-SCT runs without the classifier; kernels and filters follow from the configuration unless a file knows better.
  optional: [/^(head|tscam_conv)\./, /^(spectrogram_extractor|logmel_extractor)\./],
};
