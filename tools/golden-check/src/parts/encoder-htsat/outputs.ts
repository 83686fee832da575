// The outputs of HTS-AT by the reference's names.
import type { HtsatOutput } from '@dg-sct/encoder-htsat';
import type { Tensors } from '../../run/evaluate.ts';

export const namedOutputs = ({ clipwise, framewise, latent }: HtsatOutput): Tensors => ({
  framewise_output: framewise,
  clipwise_output: clipwise,
  latent_output: latent,
});
