// The names of the AVE network's tensors in files of the published code, which are this package's (spec: task-ave
// section 5). Data only.
import type { ModelNames } from '@dg-sct/checkpoint';

export const AVE_NAMES: ModelNames = {
  namings: [{ name: 'DG-SCT' }],
  unused: [/\.attn_mask$/, /\.relative_(position_index|coords_table)$/, /^htsat\.bn0\.num_batches_tracked$/],
  // The encoders' classifiers, and projections that the published code makes and never calls.
  optional: [
    /^swin\.head\./,
    /^htsat\.(head|tscam_conv|spectrogram_extractor|logmel_extractor)\./,
    /^adapter_token_downsampler\./,
  ],
};
