// Temporal attention against runs of the reference, at reduced widths with every
// gradient and at the published ones.
import { fillModule, openGolden } from '@dg-sct/goldens';
import { EVAL } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { BACKEND, named, runGolden } from '../test/golden-run.ts';
import { TemporalAttention } from './temporal-attention.ts';

const golden = openGolden('dg-sct-attention');

interface TemporalConfig {
  readonly v_in: number;
  readonly a_in: number;
  readonly a_fc: number;
  readonly d_model: number;
  readonly ff: number;
  readonly gamma: number;
}

const build = ({ v_in, a_in, a_fc, d_model, ff, gamma }: TemporalConfig): TemporalAttention =>
  new TemporalAttention({
    visualDim: v_in,
    audioDim: a_in,
    visualHidden: 2 * d_model,
    audioHidden: a_fc,
    dim: d_model,
    feedForward: ff,
    gamma,
  });

/** Time first, as the reference has it. */
const timeFirst = (x: tf.Tensor): tf.Tensor => x.transpose([1, 0, 2]);

beforeAll(async () => {
  await tf.setBackend(BACKEND);
});

test.each(['temporal-attn-tiny', 'temporal-attn-real'])('%s', async (name) => {
  const file = golden.file(name);
  const attention = fillModule(build(file.config as unknown as TemporalConfig), file.prefix);
  const { report, withoutGradient } = await runGolden(file, attention, (inputs) => {
    const { visual, audio, visualGate, audioGate } = attention.forward(
      named(inputs, 'visual_feature'),
      named(inputs, 'audio_feature'),
      EVAL,
    );
    return {
      video_query_output: timeFirst(visual),
      audio_query_output: timeFirst(audio),
      audio_visual_gate: timeFirst(visualGate.mul(audioGate).expandDims(2)),
      'mid.video_gated': timeFirst(visualGate.expandDims(2)),
      'mid.audio_gated': timeFirst(audioGate.expandDims(2)),
    };
  });
  report.assertPassed();
  // Inner features of the reference that are private here; the outputs and gradients depend on all of them.
  expect(report.uncompared().filter((key) => !key.startsWith('mid.'))).toEqual([]);
  expect(new Set(withoutGradient)).toEqual(new Set(file.raw.parameters_without_gradient as string[]));
});

test('the published widths have the published number of parameters', () => {
  const attention = new TemporalAttention({ visualDim: 1536, audioDim: 768 });
  const sizes = [...attention.namedParameters().values()].map(({ size }) => size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(12_071_554);
});

test.each([true, false])('the layers of an encoder start alike: %s', async (identicalStart) => {
  const sizes = { visualDim: 6, audioDim: 4, visualHidden: 8, audioHidden: 4, dim: 8, feedForward: 8 };
  const attention = new TemporalAttention({ ...sizes, heads: 2, identicalStart }).initialize(3);
  const layer = (index: number) =>
    attention.namedParameters().get(`video_encoder.encoder.layers.${index}.linear1.weight`)?.read();
  const [first, second] = await Promise.all([layer(0), layer(1)]);
  expect(first?.every((value, i) => value === second?.[i])).toBe(identicalStart);
});
