// The worked values of the fill rule, and digests of larger fills made by the reference filler (numpy).
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fill, uniform } from './fill.ts';

const bits = (values: Float64Array) => Array.from(values, (value) => value * 2 ** 24);
const float32 = (...values: number[]) => [...Float32Array.from(values)];

describe('uniform', () => {
  it('has the worked values', () => {
    expect(bits(uniform('a', 3))).toEqual([1736881, 13554880, 6821694]);
    expect(bits(uniform('x.weight', 4))).toEqual([5811735, 16563956, 10117111, 12957601]);
    expect(bits(uniform('input:x', 2))).toEqual([9763401, 3783331]);
  });
});

describe('fill', () => {
  it.each<[string, number[], number[]]>([
    ['x.weight', [2, 2], [-0.376225948, 1.19360876, 0.252363116, 0.667077363]],
    ['input:x', [2], [0.163888097, -0.548991799]],
    ['x.weight', [4], [0.969281256, 1.09745777, 1.02060533, 1.05446661]],
    ['x.bias', [2], [-0.0375714079, -0.0883062929]],
    ['x.running_var', [2], [0.81866014, 0.905731857]],
  ])('%s of shape [%s] has the worked values', (name, shape, values) => {
    expect([...fill(name, shape)]).toEqual(float32(...values));
  });

  it.each<[string, number[], string]>([
    ['layers.0.attn.qkv.weight', [96, 32, 3], '47fa789473cbb1f9'],
    ['norm.weight', [1000], '18c45546f705d2e5'],
    ['bn0.running_var', [64], '8d05d0a4a5347469'],
    ['bn0.running_mean', [64], '51478adf2765e184'],
    ['input:wave é', [2, 5000], '08b3a0ee026e7cc6'],
    ['gate', [], '3168013af97d7829'],
    ['cotangent:y', [3, 7, 11], '6a6092e57b3d89ca'],
  ])('%s of shape [%s] matches the reference in every bit', (name, shape, digest) => {
    expect(createHash('sha256').update(fill(name, shape)).digest('hex').slice(0, 16)).toBe(digest);
  });
});
