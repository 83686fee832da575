// The names of the network's tensors in files of the published code, which are this package's (spec: task-avqa section
// 6.7). Data only.
import type { ModelNames } from '@dg-sct/checkpoint';

export const AVQA_NAMES: ModelNames = {
  namings: [{ name: 'DG-SCT' }],
  unused: [/\.attn_mask$/, /\.relative_(position_index|coords_table)$/, /^htsat\.bn0\.num_batches_tracked$/],
  // The encoders' classifiers, and the tables of the spectrogram.
  optional: [/^swin\.head\./, /^htsat\.(norm|head|tscam_conv|spectrogram_extractor|logmel_extractor)\./],
};
