// Inputs from each kind of description, against values computed with numpy from the reference filler.
import { describe, expect, it } from 'vitest';
import { fill } from './fill.ts';
import { openGolden } from './golden.ts';
import { goldenCotangent, goldenInput } from './input.ts';

describe('goldenInput', () => {
  it('scales a fill', () => {
    const { shape, data } = goldenInput(openGolden('encoder-htsat').file('tiny-a'), 'audio');
    expect(shape).toEqual([2, 32000]);
    const [first = 0] = fill('input:audio', [2, 32000]);
    expect(data[0]).toBe(Math.fround(0.1 * first));
    expect(data.length).toBe(64000);
  });

  it('follows a note that replaces the scale', () => {
    const { data } = goldenInput(openGolden('task-ave').file('losses'), 'audio_visual_gate');
    const [first = 0] = fill('input:losses.audio_visual_gate', [4, 10]);
    expect(data[0]).toBe(Math.fround(0.5 + 0.5 * first));
    expect(data.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('makes a chirp with noise and repeats it', () => {
    const file = openGolden('encoder-htsat').file('frontend');
    const { data } = goldenInput(file, 'c32k');
    const at = [0, 1, 1000, 17777, 31999].map((i) => data[i]);
    const want = [0.048439811915, 0.05480043964, 0.483395457268, -0.459621489048, -0.118874549866];
    at.forEach((value, i) => {
      expect(value).toBeCloseTo(want[i] ?? Number.NaN, 9);
    });
    const tiled = goldenInput(file, 'c32k_tile5');
    expect(tiled.shape).toEqual([1, 160000]);
    expect(tiled.data.subarray(4 * 32000)).toEqual(data);
  });

  it('reads a stored input', () => {
    const { shape, data } = goldenInput(openGolden('task-ave').file('metric'), 'labels');
    expect(shape).toEqual([3, 10, 29]);
    expect(data.reduce((sum, value) => sum + value)).toBe(30);
  });

  it('refuses what is only described in words, and unknown names', () => {
    const frames = openGolden('task-ave').file('preprocess');
    expect(() => goldenInput(frames, 'frame_HxW')).toThrow(/described in words.*replace H and W/);
    const loop = openGolden('task-ave').file('train-loop');
    expect(() => goldenInput(loop, 'b<i>.audio_feature')).toThrow(/described in words/);
    expect(() => goldenInput(frames, 'image')).toThrow(/no input 'image'; there are frame_HxW/);
  });

  it('makes every input that is not described in words, of the size its shape says', () => {
    for (const part of ['encoder-swin-v2', 'encoder-htsat', 'dg-sct-attention', 'task-ave'].map((name) =>
      openGolden(name),
    )) {
      for (const file of part.files.filter((name) => name !== 'e2e-paper-eval').map(part.file)) {
        for (const { name } of file.inputs.filter(({ kind }) => kind !== 'recipe')) {
          const { shape, data } = goldenInput(file, name);
          expect(data.length, name).toBe(shape.reduce((product, size) => product * size, 1));
        }
      }
    }
  });
});

describe('goldenCotangent', () => {
  it('is an unscaled fill of the output shape', () => {
    const { shape, data } = goldenCotangent(openGolden('encoder-swin-v2').file('tiny-a'), 'logits');
    expect(shape).toEqual([2, 10]);
    expect(data).toEqual(fill('cotangent:logits', [2, 10]));
    const file = openGolden('task-ave').file('cmbs-tiny');
    expect(() => goldenCotangent(file, 'y')).toThrow(/does not weigh 'y'; it weighs is_event_scores/);
  });
});
