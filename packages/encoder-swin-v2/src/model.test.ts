// Two tiny models against runs of the reference: every branch of every block,
// tokens, logits, and the gradients of the image and of all parameters.
import { fillModule, GoldenReport, openGolden } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { BACKEND, compareRun, type Tensors } from '../test/golden-run.ts';
import { SwinV2, type SwinV2Config } from './index.ts';

const golden = openGolden('encoder-swin-v2');

const CONFIGS: Record<string, SwinV2Config> = {
  'tiny-a': { imageSize: 48, embedDim: 24, depths: [2, 2], heads: [3, 6], windowSize: 6, classes: 10 },
  'tiny-b': { imageSize: 64, embedDim: 16, depths: [2, 2, 2], heads: [2, 4, 8], windowSize: 8, classes: 5 },
};

beforeAll(async () => {
  await tf.setBackend(BACKEND);
});

describe.each(Object.entries(CONFIGS))('%s', (name, config) => {
  test('agrees with the reference, forward and backward', async () => {
    const report = new GoldenReport(golden.file(name), 'network');
    const model = fillModule(new SwinV2(config), report.file.prefix);
    await compareRun(report, {
      module: model,
      input: 'image',
      gradientOf: 'input',
      weighed: ['forward_features', 'logits'],
      run: (image) => walk(model, image.transpose([0, 2, 3, 1])),
    });
    model.dispose();
    report.assertPassed();
    expect(report.uncompared()).toEqual([]);
  });
});

/** The model block by block, as the goldens name its tensors. */
function walk(model: SwinV2, image: tf.Tensor): Tensors {
  const tensors: Tensors = {};
  let x = model.embed(image);
  tensors.patch_embed = x;
  for (const [s, stage] of model.stages.entries()) {
    for (const [b, block] of stage.blocks.entries()) {
      const path = `layers.${s}.blocks.${b}`;
      tensors[`${path}.attn_branch`] = block.attentionBranch(x, EVAL);
      x = block.attend(x, EVAL);
      tensors[`${path}.mlp_branch`] = block.mlpBranch(x, EVAL);
      x = block.feedForward(x, EVAL);
      tensors[path] = x;
    }
    if (stage.downsample !== undefined) x = stage.downsample(x);
    if (stage.downsample !== undefined) tensors[`layers.${s}.downsample`] = x;
  }
  tensors.forward_features = model.readout(x);
  tensors.pooled = model.pool(tensors.forward_features);
  tensors.logits = model.classify(tensors.pooled);
  return tensors;
}
