// What a batch of questions holds, from examples and clips made up in memory.
import type { HostTensor } from '@dg-sct/checkpoint';
import { describe, expect, it } from 'vitest';
import type { PreparedSplit } from '../../prepare/dataset.ts';
import type { Clip } from '../data.ts';
import type { AvqaExample } from './data.ts';
import { negativeFrames } from './negatives.ts';
import { AVQA } from './task.ts';

const SEGMENTS = 10;

/** Every frame of video `v` is one pixel of the colour `v`. */
const frames = (v: number): HostTensor => ({
  dtype: 'F32',
  shape: [SEGMENTS, 1, 1, 3],
  data: new Float32Array(SEGMENTS * 3).fill(v),
});
const logmel: HostTensor = { dtype: 'F32', shape: [SEGMENTS, 2, 4], data: new Float32Array(SEGMENTS * 8) };

/** `asked[v]` questions about video `v`, with `places` in a batch. */
function splitOf(asked: readonly number[], places: number, negatives: 'published' | 'others' = 'others') {
  const examples = asked.map((count, v): AvqaExample => {
    const clip: Clip = { key: `${v}`, ids: [`${v}`], material: { kind: 'absent', reason: '' } };
    const questions = Array.from({ length: count }, (_, k) => ({
      text: '',
      ids: Int32Array.of(v, k),
      answer: 10 * v + k,
      type: k,
    }));
    return { name: `${v}`, clip, questions, places, negatives };
  });
  const read = async (index: number) => ({ frames: frames(index), logmel });
  return { examples, size: examples.length, read } as unknown as PreparedSplit<AvqaExample>;
}

/** Videos that the frames are from, by their colour. */
const videosOf = ({ data }: { readonly data: ArrayLike<number> }): number[] =>
  Array.from({ length: data.length / 3 }, (_, i) => Math.round(Number(data[3 * i]) * 0.229 + 0.485));

describe('a batch', () => {
  it('repeats questions where a video has fewer than there are places, and says which do not count', async () => {
    const { inputs, targets } = await AVQA.batch(splitOf([3, 1], 3), [0, 1], { seed: 1 });
    expect(inputs.question).toEqual({
      shape: [2, 3, 2],
      data: Int32Array.of(0, 0, 0, 1, 0, 2, 1, 0, 1, 0, 1, 0),
    });
    expect([...(targets.answer?.data ?? [])]).toEqual([0, 1, 2, 10, 10, 10]);
    expect([...(targets.type?.data ?? [])]).toEqual([0, 1, 2, 0, -1, -1]);
    expect(inputs.frames?.shape).toEqual([20, 1, 1, 3]);
    expect(inputs.audio?.shape).toEqual([20, 2, 4]);
  });

  it('has frames of other videos in training alone', async () => {
    const split = splitOf(new Array(8).fill(1), 1);
    expect((await AVQA.batch(split, [3], { seed: 1 })).inputs.negatives).toBeUndefined();
    const { negatives } = (await AVQA.batch(split, [3], { seed: 1, epoch: 0 })).inputs;
    expect(negatives?.shape).toEqual([SEGMENTS, 1, 1, 3]);
  });
});

describe('frames of other videos', () => {
  const split = splitOf(new Array(8).fill(1), 1);
  const draw = async (index: number, epoch?: number, published = false) =>
    videosOf(
      await negativeFrames(split, [index], epoch === undefined ? { seed: 1 } : { seed: 1, epoch }, {
        count: 200,
        published,
      }),
    );

  it('are never of the own video, unless drawn as published', async () => {
    const drawn = await draw(7, 0);
    expect([...new Set(drawn)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(new Set(await draw(7, 0, true))).toContain(7);
  });

  it('are others in each epoch and for each example, and the same when drawn again', async () => {
    expect(await draw(3, 1)).toEqual(await draw(3, 1));
    expect(await draw(3, 1)).not.toEqual(await draw(3, 2));
    expect(await draw(3, 1)).not.toEqual(await draw(4, 1));
    expect(await draw(3)).toEqual(await draw(3));
  });
});
