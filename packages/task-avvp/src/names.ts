// The names of the network's tensors in files of the published code, which are this package's (spec: task-avvp section
// 9). Data only.
import type { ModelNames } from '@dg-sct/checkpoint';

export const AVVP_NAMES: ModelNames = {
  namings: [{ name: 'DG-SCT' }],
  unused: [/\.attn_mask$/, /\.relative_(position_index|coords_table)$/, /^htsat\.bn0\.num_batches_tracked$/],
  // The encoders' classifiers, the tables of the spectrogram, and projections that the published code makes and never calls.
  optional: [
    /^swin\.head\./,
    /^htsat\.(norm|head|tscam_conv|spectrogram_extractor|logmel_extractor)\./,
    /^adapter_token_downsampler\./,
  ],
};
