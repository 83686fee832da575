// A network on known features answers as the one whose encoders gave them.
import { EVAL } from '@dg-sct/nn';
import { BACKEND_NAME } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { smallHtsat, smallSwin } from '../test/tiny-encoders.ts';
import { DualEncoder } from './dual-encoder.ts';
import { KnownFeatures } from './known-features.ts';

beforeAll(() => tf.setBackend(BACKEND_NAME));

const knowing = (visual: number, audio: number) => ({
  visual: new KnownFeatures(visual),
  audio: new KnownFeatures(audio),
});

it('gives what the encoders gave, pooled alike', async () => {
  const encoders = { visual: smallSwin(), audio: smallHtsat() };
  const whole = new DualEncoder({ ...encoders, crossModal: false }).initialize(1);
  const frames = tf.randomUniform([2, 32, 32, 3], -1, 1, 'float32', 1);
  const features = whole.forward({ frames, audio: tf.zeros([2, 40, 16]) }, EVAL);
  const { visualTokens, audioTokens } = features;

  const widths = [encoders.visual.width, encoders.audio.width] as const;
  const short = new DualEncoder({ ...knowing(...widths), crossModal: false });
  const known = short.forward({ frames: visualTokens, audio: audioTokens }, EVAL);
  for (const name of ['visual', 'audio', 'visualTokens', 'audioTokens'] as const) {
    expect([...(await known[name].data())], name).toEqual([...(await features[name].data())]);
  }
  expect([...(await short.encodeFrames(visualTokens, EVAL).data())]).toEqual([
    ...(await visualTokens.data()),
  ]);
  expect([...short.namedParameters().keys()]).toEqual([]);
});

it('takes no layers', () => {
  expect(() => new DualEncoder(knowing(8, 8))).toThrowError(
    expect.objectContaining({ code: 'BAD_OPTION', message: expect.stringContaining('no stage') }),
  );
});
