// The interaction against its definition, with the affinity of all pairs of pixels written out.
import { EVAL, linear, type Parameter } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Tpavi } from './tpavi.ts';

const [BATCH, SEGMENTS, EDGE, DIM, AUDIO] = [2, 5, 3, 6, 4] as const;

beforeAll(() => tf.setBackend('cpu'));

function filled(): Tpavi {
  const module = new Tpavi({ dim: DIM, audioDim: AUDIO }).initialize(3);
  // At its initial zero the last norm would hide the interaction.
  (module.namedParameters().get('W_z.1.weight') as Parameter).set(new Float32Array(DIM).fill(1));
  return module;
}

/** `theta^T phi g / N` over all pixels, then out, batch norm at its initial statistics, skip and layer norm. */
function literal(module: Tpavi, pixels: tf.Tensor, other: tf.Tensor): tf.Tensor {
  const parameters = module.namedParameters();
  const map = (name: string, x: tf.Tensor): tf.Tensor => {
    const { value, shape } = parameters.get(`${name}.weight`) as Parameter;
    return linear(x, value.reshape(shape.slice(0, 2)), (parameters.get(`${name}.bias`) as Parameter).value);
  };
  const count = pixels.shape[1] ?? 1;
  const affinity = tf.matMul(map('theta', pixels), map('phi', other), false, true).div(count);
  const term = map('W_z.0', tf.matMul(affinity, map('g', pixels))).div(Math.sqrt(1 + 1e-5));
  const { mean, variance } = tf.moments(term.add(pixels), -1, true);
  return term.add(pixels).sub(mean).div(variance.add(1e-5).sqrt());
}

const maps = (): tf.Tensor => tf.randomNormal([BATCH * SEGMENTS, EDGE, EDGE, DIM], 0, 1, 'float32', 1);
const flat = (x: tf.Tensor): tf.Tensor => x.reshape([BATCH, -1, DIM]);
const gap = async (a: tf.Tensor, b: tf.Tensor): Promise<number> =>
  (await tf.max(a.sub(b).abs()).data())[0] ?? Number.NaN;

describe('Tpavi', () => {
  it('equals the product of all pixels with the sound spread over them', async () => {
    const module = filled();
    const { map, audio } = module.forward(
      maps(),
      tf.randomNormal([BATCH, SEGMENTS, AUDIO], 0, 1, 'float32', 2),
      EVAL,
    );
    expect(audio.shape).toEqual([BATCH, SEGMENTS, DIM]);
    const spread = audio
      .expandDims(2)
      .tile([1, 1, EDGE * EDGE, 1])
      .reshape([BATCH, -1, DIM]);
    expect(await gap(flat(map), literal(module, flat(maps()), spread))).toBeLessThan(1e-5);
  });

  it('without sound, equals the product of all pixels with each other', async () => {
    const module = filled();
    const map = module.forwardVisual(maps(), BATCH, EVAL);
    expect(map.shape).toEqual(maps().shape);
    expect(await gap(flat(map), literal(module, flat(maps()), flat(maps())))).toBeLessThan(1e-5);
  });

  it('starts as a layer norm of the map: what it adds is zero at first', async () => {
    const module = new Tpavi({ dim: DIM, audioDim: AUDIO }).initialize(3);
    const { map } = module.forward(maps(), tf.ones([BATCH, SEGMENTS, AUDIO]), EVAL);
    const { mean, variance } = tf.moments(maps(), -1, true);
    expect(await gap(map, maps().sub(mean).div(variance.add(1e-5).sqrt()))).toBeLessThan(1e-5);
  });
});
