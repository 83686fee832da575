// Real files through a tiny untrained network: every second is answered, by the same graph.
import { join } from 'node:path';
import { type MediaReader, openMediaReader } from '@dg-sct/media';
import { EVAL } from '@dg-sct/nn';
import { BACKGROUND } from '@dg-sct/task-ave';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ClipReader } from '../../predict/clip.ts';
import { TINY_CLASSES, TINY_INPUT, tinyNetwork } from '../../predict/testing/tiny-network.ts';
import { videoWindows } from '../../predict/windows.ts';
import type { ClipTensors } from '../../prepare/clip.ts';
import { normalizeFrames } from '../../prepare/normalize.ts';
import { temporaryFolder, writeTinyVideo } from '../../testing/ave-folder.ts';
import { predictVideo } from './predict-video.ts';
import { Predictor } from './predictor.ts';

const folder = temporaryFolder();
const long = join(folder, 'long.mp4');
let reader: MediaReader;

beforeAll(async () => {
  reader = await openMediaReader();
  writeTinyVideo(long, { seconds: 13.5, frames: 54 });
});

async function withPredictor<Result>(
  use: (predictor: Predictor) => Promise<Result>,
  network = tinyNetwork(),
): Promise<Result> {
  const predictor = new Predictor(network);
  try {
    return await use(predictor);
  } finally {
    await predictor.dispose();
    network.dispose();
  }
}

describe('predictVideo', () => {
  it('answers a video of several windows, second by second', async () => {
    const done: [number, number][] = [];
    const { prediction, windows } = await withPredictor((predictor) =>
      predictVideo({
        video: long,
        reader,
        input: TINY_INPUT,
        predictor,
        onWindow: (...progress) => done.push(progress),
      }),
    );
    expect(prediction.video).toBe(long);
    expect(prediction.duration).toBeCloseTo(13.5, 1);
    expect(prediction.segments.map(({ start }) => start)).toEqual([...Array(14).keys()]);
    expect(prediction.segments.at(-1)?.end).toBeCloseTo(13.5, 1);
    for (const { event, confidence, audioGate, visualGate } of prediction.segments) {
      expect([...TINY_CLASSES, BACKGROUND]).toContain(event);
      for (const value of [confidence, audioGate, visualGate]) {
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThan(1);
      }
    }
    expect(done).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(windows.map(({ start, segments }) => [start, segments.length])).toEqual([
      [0, 10],
      [10, 4],
    ]);
    for (const { attention } of windows.flatMap(({ segments }) => segments)) {
      expect([attention?.rows, attention?.columns]).toEqual([4, 4]);
      expect(attention?.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    }
    expect(windows[1]?.spectrogram).toMatchObject({ frames: 201, mels: 16 });
  });

  it('keeps pictures of the first windows only, on request', async () => {
    const { prediction, windows } = await withPredictor((predictor) =>
      predictVideo({ video: long, reader, input: TINY_INPUT, predictor, pictured: 1 }),
    );
    expect([prediction.segments.length, windows.length]).toEqual([14, 1]);
  });

  it('stops between windows when asked to', async () => {
    const stop = new AbortController();
    const answered = withPredictor((predictor) =>
      predictVideo({
        video: long,
        reader,
        input: TINY_INPUT,
        predictor,
        signal: stop.signal,
        onWindow: () => stop.abort(new Error('enough')),
      }),
    );
    await expect(answered).rejects.toThrow('enough');
  });
});

describe('Predictor', () => {
  const firstClip = () => {
    const [window] = videoWindows(13.5, TINY_INPUT);
    if (window === undefined) throw new Error('a video has a window');
    return new ClipReader(reader, long, TINY_INPUT).read(window).tensors as ClipTensors;
  };

  it('answers as the network itself does, in evaluation', async () => {
    const network = tinyNetwork();
    const { frames, logmel } = firstClip();
    const inputs = {
      frames: tf.tensor(normalizeFrames(frames), [...frames.shape]),
      audio: tf.tensor(logmel.data as Float32Array, [...logmel.shape]),
    };
    const { outputs, features } = network.forward(inputs, EVAL);
    const gate = await outputs.audioGate.data();
    const map = await features.visualMap?.data();
    const answer = await withPredictor((predictor) => predictor.answer({ frames, logmel }), network);
    for (const [t, { audioGate }] of answer.segments.entries())
      expect(audioGate).toBeCloseTo(gate[t] ?? 0, 5);
    const weights = answer.attention?.flatMap((one) => [...one.weights]) ?? [];
    expect(weights).toHaveLength(10 * 16);
    for (const [index, weight] of weights.entries()) expect(weight).toBeCloseTo(map?.[index] ?? 0, 5);
  });

  it('lets the last frame stand for missing ones', async () => {
    const { frames, logmel } = firstClip();
    const pixels = frames.data as Uint8Array;
    const size = pixels.length / 10;
    const shape = frames.shape.slice(1);
    const few = pixels.slice(0, 3 * size);
    const all = pixels.slice();
    for (let t = 3; t < 10; t++) all.copyWithin(t * size, 2 * size, 3 * size);
    const [ofFew, ofAll, ofOthers] = await withPredictor(async (predictor) => [
      await predictor.answer({ logmel, frames: { dtype: 'U8', shape: [3, ...shape], data: few } }),
      await predictor.answer({ logmel, frames: { dtype: 'U8', shape: [10, ...shape], data: all } }),
      await predictor.answer({ logmel, frames }),
    ]);
    expect(ofFew).toEqual(ofAll);
    expect(ofFew).not.toEqual(ofOthers);
  });

  it('has no attention to show without cross-modal layers', async () => {
    const answer = await withPredictor((predictor) => predictor.answer(firstClip()), tinyNetwork(false));
    expect(answer.segments).toHaveLength(10);
    expect(answer.attention).toBeUndefined();
  });
});
