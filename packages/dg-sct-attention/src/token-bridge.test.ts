// Both bridges are linear maps: the way back is the transpose of the way there.
import { Linear } from '@dg-sct/nn';
import { BACKEND_NAME } from '@dg-sct/tfjs-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { bicubicBridge, convBridge, type TokenBridge } from './token-bridge.ts';

const inner = async (a: tf.Tensor, b: tf.Tensor): Promise<number> =>
  (await a.mul(b).sum().data())[0] ?? Number.NaN;

function learnedBridge(): TokenBridge {
  const { weight, bias } = new Linear(16, 9).initialize(1);
  if (bias === undefined) throw new RangeError('the layer has no bias');
  return convBridge(weight, bias);
}

describe('token bridges', () => {
  beforeAll(async () => {
    await tf.setBackend(BACKEND_NAME);
  });

  test.each([
    ['learned', learnedBridge],
    ['bicubic', () => bicubicBridge(16, 9)],
  ])('%s: <M x, y> = <x, M^T y>', async (_, make) => {
    const bridge = make();
    const x = tf.randomNormal([2, 3, 16], 0, 1, 'float32', 1);
    const y = tf.randomNormal([2, 3, 9], 0, 1, 'float32', 2);
    expect(await inner(bridge.toOwn(x), y)).toBeCloseTo(await inner(x, bridge.toOther(y)), 4);
  });

  test('bicubic refuses tokens that form no square', () => {
    expect(() => bicubicBridge(16, 10)).toThrow('square token grid');
  });
});
