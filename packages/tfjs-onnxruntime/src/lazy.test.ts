// The backend without `compile`: what is read is computed, graphs that come again
// find their session open, and what cannot run says so.
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { BACKEND_NAME, runtime, scope, TraceError } from './index.ts';

beforeAll(async () => {
  await tf.setBackend(BACKEND_NAME);
});

afterEach(() => {
  vi.restoreAllMocks();
});

function thrownBy(body: () => unknown): TraceError {
  try {
    body();
  } catch (error) {
    if (error instanceof TraceError) return error;
  }
  throw new Error('no TraceError was thrown');
}

describe('reading', () => {
  it('opens one session for a graph that comes again with other numbers', async () => {
    const open = vi.spyOn(runtime, 'openSession');
    for (const value of [1, 2, 3]) {
      const x = tf.tensor([value, value + 0.5]);
      expect([...(await x.mul(2).reshape([2, 1]).data())]).toEqual([2 * value, 2 * value + 1]);
    }
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('opens another for other shapes, dtypes or attributes', async () => {
    const open = vi.spyOn(runtime, 'openSession');
    const row = tf.tensor([[3, 1, 2]]);
    expect([...(await row.slice([0, 0], [1, 2]).data())]).toEqual([3, 1]);
    expect([...(await row.slice([0, 1], [1, 2]).data())]).toEqual([1, 2]);
    expect([...(await row.toInt().slice([0, 1], [1, 2]).data())]).toEqual([1, 2]);
    expect(open).toHaveBeenCalledTimes(3);
  });

  it('keeps a bounded number of sessions', async () => {
    const release = vi.spyOn(runtime, 'releaseSession');
    for (let size = 1; size <= 260; size++) await tf.zeros([size]).exp().data();
    expect(release.mock.calls.length).toBeGreaterThanOrEqual(4);
  });

  it('shares a session between reads under way at once', async () => {
    const open = vi.spyOn(runtime, 'openSession');
    const reads = [5, 6, 7].map((value) => tf.tensor([value, 0, 0, 0, value]).cos().data());
    await Promise.all(reads);
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('works after the worker was ended, also at once', async () => {
    const x = tf.tensor([4]).sqrt();
    await x.data();
    const ended = runtime.dispose();
    expect([...(await tf.tensor([9]).sqrt().data())]).toEqual([3]);
    await ended;
  });
});

describe('memory', () => {
  it('is freed by dispose and tidy as in any backend', () => {
    const before = tf.memory().numDataBuffers;
    const kept = tf.tidy(() => tf.ones([3]).add(1).mul(2).clone());
    expect(tf.memory().numDataBuffers).toBe(before + 1);
    kept.dispose();
    expect(tf.memory().numDataBuffers).toBe(before);
  });
});

describe('what nobody reads', () => {
  it('is computed now and then, so that the graph stays small', async () => {
    const once = vi.spyOn(runtime, 'runOnce');
    const open = vi.spyOn(runtime, 'openSession');
    const count = tf.variable(tf.zeros([2]), false);
    let x = tf.tensor1d([1, 0]);
    for (let i = 0; i < 10_000; i++) {
      x = tf.tidy(() => {
        count.assign(count.add(1));
        return x.sin().mul(0.5).add(x.cos());
      });
    }
    expect([...(await count.data())]).toEqual([10_000, 10_000]);
    const fixpoint = (await x.data())[0] ?? Number.NaN;
    expect(Math.sin(fixpoint) / 2 + Math.cos(fixpoint)).toBeCloseTo(fixpoint, 5);
    const sizes = [...once.mock.calls, ...open.mock.calls].map(([model]) => model.nodes);
    expect(Math.max(...sizes)).toBeLessThan(4200);
    // Seven nodes a turn, none of them twice.
    expect(sizes.reduce((sum, size) => sum + size)).toBe(70_000);
    count.dispose();
  });

  it('may be disposed before what it is needed for is read', async () => {
    let x = tf.scalar(0);
    for (let i = 0; i < 2001; i++) x = tf.tidy(() => x.add(1));
    const next = x.mul(2);
    x.dispose();
    expect([...(await next.data())]).toEqual([4002]);
  });

  it('tells its reader, and nobody else, why it could not be computed', async () => {
    const sumOfOnes = (): tf.Tensor => {
      let x: tf.Tensor = tf.scalar(0);
      for (let i = 0; i < 2002; i++) x = tf.tidy(() => x.add(1));
      return x;
    };
    vi.spyOn(runtime, 'runOnce').mockRejectedValueOnce(new TraceError('RUNTIME', 'on purpose'));
    const failed = sumOfOnes();
    await expect(failed.data()).rejects.toThrow('on purpose');
    const other = sumOfOnes();
    expect([...(await other.data())]).toEqual([2002]);
    tf.dispose([failed, other]);
  });
});

describe('errors', () => {
  it('of a kernel that is left out name it, why, and where it was called', () => {
    const error = thrownBy(() => scope('head', () => tf.unique(tf.tensor1d([1, 1, 2]))));
    expect(error.code).toBe('UNSUPPORTED_KERNEL');
    expect(error.message).toMatch(/Unique .*shape depends on values.*\(in head\)/);
  });

  it('of a lowering name the kernel, and the dtypes and shapes it was given', () => {
    const error = thrownBy(() =>
      tf.engine().runKernel('ExpandDims', { input: tf.zeros([2, 3]) }, { dim: 7 }),
    );
    expect(error.code).toBe('UNSUPPORTED_ARGUMENT');
    expect(error.message).toContain('ExpandDims(input: float32[2,3]): the axis 7 is not in [-3, 2]');
  });

  it('of a dtype say which there are', () => {
    expect(thrownBy(() => tf.tensor(['a'])).code).toBe('UNSUPPORTED_ARGUMENT');
  });
});
