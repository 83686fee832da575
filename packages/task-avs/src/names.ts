// The names of the network's tensors in files of the published code, which are this package's (spec: task-avs sections
// 3.10 and 3.11). Data only.
import type { ModelNames } from '@dg-sct/checkpoint';

/** Of both settings. The tables of the spectrogram are needed: S4 trains them. */
export const AVS_NAMES: ModelNames = {
  namings: [{ name: 'DG-SCT' }],
  unused: [
    /\.attn_mask$/,
    /\.relative_(position_index|coords_table)$/,
    /^htsat\.bn0\.num_batches_tracked$/,
    // AVSBench's own backbone, which the published code makes and never calls.
    /^encoder_backbone\./,
  ],
  // The encoders' classifiers, and what the published code makes and never calls.
  optional: [
    /^swin\.head\./,
    /^htsat\.(norm|head|tscam_conv)\./,
    /^(conv\d|x\d_linear)\./,
    /^temporal_attn\.(audio|video)_decoder\./,
  ],
};
