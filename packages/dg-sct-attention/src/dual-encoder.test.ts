// Two miniature encoders with all layers between them against a run of the
// reference, and what a network without layers is.
import { fillModule, GoldenReport, openGolden } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import { compile } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { BACKEND } from '../test/golden-run.ts';
import {
  goldenFrames,
  goldenWaves,
  smallHtsat,
  smallSwin,
  TINY_ADAPTERS,
  tinyHtsat,
  tinySwin,
} from '../test/tiny-encoders.ts';
import { DualEncoder } from './dual-encoder.ts';
import { DgSctAttention, type DgSctOutput } from './layer.ts';
import { DG_SCT_VARIANTS } from './variants.ts';

const LAYERS = [
  'audio_adapter_blocks_p1',
  'vis_adapter_blocks_p1',
  'audio_adapter_blocks_p2',
  'vis_adapter_blocks_p2',
];

describe('DualEncoder', () => {
  beforeAll(async () => {
    await tf.setBackend(BACKEND);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('interleave-tiny-eval', async () => {
    const file = openGolden('dg-sct-attention').file('interleave-tiny-eval');
    const swin = tinySwin();
    const htsat = tinyHtsat();
    const network = fillModule(
      new DualEncoder({ visual: swin, audio: htsat, adapters: TINY_ADAPTERS }),
      file.prefix,
    );
    const layer = vi.spyOn(DgSctAttention.prototype, 'forward');
    const embedFrames = vi.spyOn(swin, 'embed');
    const embedAudio = vi.spyOn(htsat, 'embed');
    const readout = vi.spyOn(swin, 'readout');
    const firstResult = (spy: { mock: { results: { value: unknown }[] } }): tf.Tensor =>
      spy.mock.results[0]?.value as tf.Tensor;

    const run = compile(() => {
      const audio = htsat.logMel(goldenWaves(file));
      const output = network.forward({ frames: goldenFrames(file), audio }, EVAL, { collect: true });
      const tensors: Record<string, tf.Tensor> = {
        logmel: audio,
        vis_patch_embed: firstResult(embedFrames),
        aud_patch_embed: firstResult(embedAudio),
        vis_norm: firstResult(readout),
        f_v: output.visual,
        f_a: output.audio,
      };
      for (const [index, stage] of (output.stages ?? []).entries()) {
        const seen = swin.stages[index]?.downsample?.(stage.visual);
        const heard = htsat.stages[index]?.downsample?.(stage.audio);
        tensors[`vis_after_stage${index}`] = seen ?? stage.visual;
        if (heard !== undefined) tensors[`aud_after_stage${index}`] = heard;
      }
      for (const pair of [0, 6, 11]) {
        for (const [place, name] of LAYERS.entries()) {
          const steered = layer.mock.results[4 * pair + place]?.value as DgSctOutput;
          tensors[`${name}.${pair}.out`] = steered.output.transpose([0, 2, 1]);
          tensors[`${name}.${pair}.map`] = steered.map;
        }
      }
      return tensors;
    });
    const report = new GoldenReport(file, 'network');
    for (const [name, tensor] of Object.entries(await run([]))) {
      report.compare(`mid.${name}`, await tensor.data());
    }
    report.assertPassed();
    // The folded spectrogram is inside the audio encoder, whose own tests compare it.
    expect(report.uncompared()).toEqual(['mid.aud_image']);
    expect(layer).toHaveBeenCalledTimes(48);
  });

  test('without layers it is the two frozen encoders, pooled by the mean', async () => {
    const network = new DualEncoder({
      visual: smallSwin(),
      audio: smallHtsat(),
      crossModal: false,
    }).initialize(1);
    expect([...network.namedParameters().keys()].filter((name) => name.includes('adapter'))).toEqual([]);
    expect(network.trainableParameters().size).toBe(0);
    const frames = tf.randomUniform([1, 32, 32, 3], -1, 1, 'float32', 1);
    const output = network.forward({ frames, audio: tf.zeros([1, 40, 16]) }, EVAL);
    const alone = (network.visual as ReturnType<typeof smallSwin>).forwardFeatures(frames, EVAL);
    const gap = async (a: tf.Tensor, b: tf.Tensor) => (await a.sub(b).abs().max().data())[0];
    expect(output.visualMap).toBeUndefined();
    expect(await gap(output.visual, alone.mean(1))).toBeLessThan(1e-5);
    expect(await gap(output.visualTokens, alone)).toBeLessThan(1e-5);
    expect(await gap(network.encodeFrames(frames, EVAL), alone)).toBeLessThan(1e-5);
  });

  test('an untrained network differs from the frozen one in its pooling only', async () => {
    const network = new DualEncoder({ visual: smallSwin(), audio: smallHtsat(), adapters: TINY_ADAPTERS });
    const frozen = new DualEncoder({
      visual: smallSwin(),
      audio: smallHtsat(),
      crossModal: false,
    }).initialize(1);
    network.initialize(1);
    const inputs = {
      frames: tf.randomUniform([1, 32, 32, 3], -1, 1, 'float32', 1),
      audio: tf.randomUniform([1, 40, 16], -60, 0, 'float32', 2),
    };
    const last = network.forward(inputs, EVAL, { collect: true }).stages?.at(-1);
    const expected = frozen.forward(inputs, EVAL, { collect: true }).stages?.at(-1);
    for (const side of ['visual', 'audio'] as const) {
      const gap = last?.[side].sub(expected?.[side] ?? 0).abs();
      expect((await gap?.max().data())?.[0], side).toBe(0);
    }
  });

  test('the maps weigh the tokens that come with them', async () => {
    const network = new DualEncoder({ visual: smallSwin(), audio: smallHtsat(), adapters: TINY_ADAPTERS });
    const { audio, audioTokens, audioMap } = network.initialize(1).forward(
      {
        frames: tf.randomUniform([2, 32, 32, 3], -1, 1, 'float32', 1),
        audio: tf.randomUniform([2, 40, 16], -60, 0, 'float32', 2),
      },
      EVAL,
    );
    const weighed = audioTokens.mul((audioMap as tf.Tensor).expandDims(2)).sum(1);
    expect((await audio.sub(weighed).abs().max().data())[0]).toBeLessThan(1e-5);
  });

  test('a variant says whether the checkpoint holds projections that nothing reads', () => {
    const adapters = { ...TINY_ADAPTERS, variant: DG_SCT_VARIANTS.avqa };
    const network = new DualEncoder({ visual: smallSwin(), audio: smallHtsat(), adapters });
    const names = [...network.namedParameters().keys()];
    expect(names.filter((name) => name.includes('token_downsampler'))).toEqual([]);
  });

  test('says which inputs do not belong together', () => {
    const network = new DualEncoder({ visual: smallSwin(), audio: smallHtsat(), crossModal: false });
    const inputs = { frames: tf.zeros([2, 32, 32, 3]), audio: tf.zeros([3, 40, 16]) };
    expect(() => network.forward(inputs, EVAL)).toThrow('2 frames but 3 pieces of audio');
  });
});
