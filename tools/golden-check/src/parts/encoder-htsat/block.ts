// Blocks and patch merging, one case each, with attention weights and all gradients. They are taken out of an encoder
// whose first stage has the case's grid.
import { Htsat } from '@dg-sct/encoder-htsat';
import { EVAL } from '@dg-sct/nn';
import { element } from '@dg-sct/tfjs-onnxruntime';
import type * as tf from '@tensorflow/tfjs';
import { type Config, numberIn, numberOr } from '../../run/config.ts';
import type { Tensors } from '../../run/evaluate.ts';
import { Recording } from '../../run/record.ts';
import { blockCases, type CasePart, edgeOf } from '../block-cases.ts';

export const blocks = blockCases({ block: blockOf, patch_merging: mergingOf });

/** An encoder whose first stage has the case's grid, with as many blocks in each stage as `depths` says. */
function modelAround(config: Config, depths: readonly number[], heads: number, windowSize: number): Htsat {
  const edge = edgeOf(config);
  const patchSize = 4;
  const specSize = edge * patchSize;
  return new Htsat({
    sampleRate: 8000,
    hop: 80,
    fftSize: 256,
    melBins: specSize,
    fmin: 50,
    fmax: 3500,
    specSize,
    patchSize,
    embedDim: numberIn(config, 'dim'),
    depths,
    heads: depths.map(() => heads),
    windowSize,
    mlpRatio: numberOr(config, 'mlp_ratio', 4),
    classes: 1,
    lossType: 'clip_bce',
  });
}

function blockOf(config: Config): CasePart {
  const model = modelAround(config, [2], numberIn(config, 'num_heads'), numberIn(config, 'window_size'));
  const shifted = numberIn(config, 'shift_size') > 0;
  const block = element(element(model.stages, 0).blocks, shifted ? 1 : 0);
  const recording = new Recording(block);
  const run = (x: tf.Tensor): Tensors => {
    const { tokens, attention } = block.forward(x, EVAL);
    return { norm1: recording.output('norm1'), y: tokens, attn: attention };
  };
  return { module: block, run };
}

function mergingOf(config: Config): CasePart {
  const model = modelAround(config, [1, 1], 1, edgeOf(config));
  const module = model.namedModules().get('layers.0.downsample');
  const { downsample } = element(model.stages, 0);
  if (module === undefined || downsample === undefined) throw new RangeError('the encoder merges no patches');
  return { module, run: (x) => ({ y: downsample(x) }) };
}
